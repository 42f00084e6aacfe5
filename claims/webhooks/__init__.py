"""Subscribers, who are told of every publication by a signed POST (Standard Webhooks).

Reading order: models/webhook.py (who is told, and what became of it), events (what is told), sending (one POST, to
nowhere private), courier (calling on one subscriber: what is next, in which order, what an answer means), rounds (all
who are due, each in a thread of its own, for `manage.py work`), subscribing (what a chief editor does with them).

Publishing writes nothing for this: the record is the queue, and each subscriber has a place in it.
"""
