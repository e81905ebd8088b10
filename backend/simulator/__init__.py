"""A stateful, clock-driven Mercado Pago for one machine: its own application, never imported by the product."""
