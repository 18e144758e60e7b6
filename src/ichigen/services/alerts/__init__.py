"""Alerts (通知): what is wrong, told by mail and webhook until it is put right."""
