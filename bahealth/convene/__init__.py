"""Sessions: series, agenda, preparation, the room, commitments and what became of them.

Four packages, each with its rules (pure), queries (reads) and commands (writes):

* `sessions`: series and their dates, people, the pinned release, what has changed since, cancelling;
* `agenda`: the agenda that drafts itself, stories of heads, the pre-read, readiness three days before;
* `room`: opening, the presenter's line, attendance, capture, read-back, closing, minutes;
* `follow_up`: commitments and their states, carrying over, judgement at the effect date, lessons, reminders.

Beside them `programme` (how the programme itself does), `calendar` (.ics) and `mail`. A command carries the `version`
that its sender saw; `SessionConflict` gives both sides back when somebody was faster. docs/sessions.md lists them all.
"""
