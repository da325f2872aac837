"""From which network a request comes; what limits count by."""

from ipaddress import IPv6Network, ip_address

from flask import request


def network() -> str:
    """Return the caller's network: one customer of an IPv6 provider holds a whole /64."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))
