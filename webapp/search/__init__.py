"""Full-text search: analysis, index, ranking and suggestions, without Flask and without a database.

How other parts use it
======================

``webapp.search.site.SearchSite`` is the one door; ``Entry``, ``Key`` and ``Passage`` of ``webapp.search.entry`` are the
data that goes in. Opening is cheap and never fails: a missing or damaged index is an empty one that ``check`` reports.
One ``SearchSite`` per process is shared by all threads::

    site = SearchSite(folder, lexicon_folder)           # folder is a disposable cache, made 0700
    site.analysis_version                               # str: changes with the code of the analysis and the lexicon
    site.generation                                     # str: changes whenever a search could answer differently

Writing (one process at a time: both take a lock beside the index and raise ``Busy`` while somebody else holds it)::

    site.state()                  -> State(epoch: str, position: int, analysis_version: str) | None
    site.check(epoch, max_position, thorough=False) -> Fault | None
                                  # Fault: MISSING, DAMAGED, ANALYSIS, EPOCH, AHEAD -> every one of them means: rebuild
    site.is_damaged               # a search stumbled over what is searched now: rebuild, answers are not whole
    site.apply(upserts: Iterable[Entry], deletes: Iterable[Key], *, position: int, epoch: str, after: int | None = None)
                                  # one commit for each of the two physical indexes; doing it again changes nothing;
                                  # Moved when the index has not come as far as ``after``: read its state once more
    site.rebuild(entries_after: Callable[[Key | None], Iterable[Entry]], *, position: int, epoch: str,
                 progress: Callable[[int], None] = …) -> State
        # builds beside and swaps; searching and ``apply`` go on meanwhile; a later call goes on where a killed one
        # stopped, so entries come in ascending ``Key`` order, beginning after the key given (None = from the first).
        # The State returned has the position of the first attempt: follow the change feed from there.
    site.count() -> int, site.keys() -> Iterator[tuple[Key, str]]   # what is in the index: (key, audience)
    site.audiences() -> frozenset[str]               # all audiences there are entries for

Reading (every answer is computed from the entries of ``audiences`` alone; None = everything; texts never raise)::

    site.search(Request(text="钻模 -铸造", audiences=frozenset({"public", "org:12"}), …)) -> Results
    site.complete("zm", audiences, limit=8)             -> tuple[Completion(text, what, key), ...]
    site.corrections("数空车床", audiences, limit=3)     -> tuple[str, ...]      # "did you mean", whole query texts
    site.related(Key("document", 7), audiences, limit=6) -> tuple[Hit, ...]

``Request`` (webapp.search.request): text, audiences, kinds (things wanted, empty = all), filters {facet: (value, …)},
facets (names to count), sort ("relevance" | "newest" | "oldest" | "adopted"), offset, limit (<= 50), exact (no
synonyms, no pinyin), excluded (keys known to be stale), allowed (callback ``Sequence[Key] -> Collection[Key]``: the
database's word on the hits of the page; refused ones leave page, total and facets), today (ordinal), snippets (bool).
``Results``: total, hits, facets {name: {value: count}} (a facet's counts ignore its own filter), kinds {thing: count}
(ignore the wanted kinds and all filters), expansions ((word, (also searched, …)), …), dropped (words nothing was
found for).
``Hit``: key, score, place (label of the passage the snippet is from), title and snippet as ((text, is_hit), …) parts,
found_in (names of the fields that matched).
"""
