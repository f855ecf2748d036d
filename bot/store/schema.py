"""The SQLite schema as ordered, named migrations: add one, never change one that has landed."""

from __future__ import annotations

from bot.store.sqlite_utils_light import Database, Migrations

migrations = Migrations("bilancia")


@migrations()
def first_tables(db: Database) -> None:
    """People, analyses, scenarios, places, conversations and events seen; each key starts with the tenant."""
    _create(db, "people", ("tenant", "user_id"), locale=str, chosen_lang=str, read_at=str)
    _create(
        db,
        "analyses",
        ("tenant", "id"),
        user_id=str,
        created_at=str,
        inputs=str,
        parent=str,
        change=str,
        place=str,
    )
    db.table("analyses").create_index(["tenant", "user_id", "created_at"])
    _create(db, "scenarios", ("tenant", "user_id", "name_key"), id=str, name=str, inputs=str, saved_at=str)
    _create(
        db,
        "places",
        ("tenant", "id"),
        user_id=str,
        created_at=str,
        channel_id=str,
        response_url=str,
        analysis=str,
        in_place=int,
        audience=str,
        thread_ts=str,
    )
    db.table("places").create_index(["created_at"])
    _create(db, "conversations", ("tenant", "key"), user_id=str, updated_at=str, state=str)
    _create(db, "events", ("tenant", "event_id"), seen_at=str)
    db.table("events").create_index(["seen_at"])


@migrations()
def worksheets(db: Database) -> None:
    """Which worksheet an analysis was worked out on; those there are were all a customer's economics."""
    db.execute("ALTER TABLE analyses ADD COLUMN sheet TEXT NOT NULL DEFAULT 'customer'")


@migrations()
def lessons_seen(db: Database) -> None:
    """The lessons a person has been shown, as a JSON list of ids, and whether they want none."""
    db.execute("ALTER TABLE people ADD COLUMN seen TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE people ADD COLUMN no_lessons INTEGER NOT NULL DEFAULT 0")


@migrations()
def digests(db: Database) -> None:
    """Subscriptions, tracked figures and the delivery ledger. What waits is found by an index of its own."""
    _create(
        db,
        "subscriptions",
        ("tenant", "id"),
        owner=str,
        channel_id=str,
        created_at=str,
        status=str,
        settings=str,
        state=str,
        next_due=str,
        wake_at=str,
        version=int,
    )
    db.table("subscriptions").create_index(["tenant", "owner"])
    db.table("subscriptions").create_index(["tenant", "channel_id"])
    _waiting(db, "subscriptions", "wake_at, tenant, id")
    _create(
        db,
        "deliveries",
        ("tenant", "subscription", "due_at", "kind"),
        state=str,
        wake_at=str,
        fence=int,
        tries=int,
        channel_id=str,
        ts=str,
        reason=str,
        done_at=str,
        note=str,
    )
    _waiting(db, "deliveries", "wake_at, tenant, subscription, due_at, kind")
    _create(db, "tracks", ("tenant", "id"), owner=str, name_key=str, name=str, created_at=str)
    db.table("tracks").create_index(["tenant", "owner", "name_key"], unique=True)
    # Another type for the key's number: so not by `_create`, whose keys are text.
    key = ("tenant", "track", "number")
    columns = {"tenant": str, "track": str, "number": int, "taken_at": str, "user_id": str, "inputs": str}
    db.table("readings").create(columns, pk=key, not_null=set(key))


def _waiting(db: Database, table: str, columns: str) -> None:
    """A partial index: rows that wait for nothing cost it nothing."""
    db.execute(f"CREATE INDEX waiting_{table} ON {table} ({columns}) WHERE wake_at IS NOT NULL")


def _create(db: Database, table: str, key: tuple[str, ...], /, **columns: type) -> None:
    """A table of text columns, keyed by tenant first."""
    db.table(table).create({**dict.fromkeys(key, str), **columns}, pk=key, not_null=set(key))


def migrate(db: Database) -> list[str]:
    """Bring the database up to date; the names applied. Two processes starting at once take turns."""
    db.execute("BEGIN IMMEDIATE")
    try:
        pending = [migration.name for migration in migrations.pending(db)]
        migrations.apply(db)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    return pending
