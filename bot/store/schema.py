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
