"""The payments family of calls: payments, refunds, merchant orders, chargebacks (reference sections 3d and 4)."""
