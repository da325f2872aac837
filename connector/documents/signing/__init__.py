"""Ways to sign a PDF, and the judgement of signatures; one folder or file a way."""
