"""Paper: what certificates and reports share to make PDFs; knows no training and no person."""
