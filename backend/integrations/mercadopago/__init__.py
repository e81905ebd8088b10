"""Mercado Pago: client, linking, gateway, signatures and its routes."""
