"""Bilancia: the sales-economics advisor that lives in Slack."""
