"""Payable requests: money collected online by a hosted checkout page (contract 20-billing §1 *Cobro*, §12 rule 8)."""
