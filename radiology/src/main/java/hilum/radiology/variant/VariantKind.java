package hilum.radiology.variant;

/** What a rewrite of a report promises (paper, section 3 and Table 1). */
public enum VariantKind {
    /** The same content in other words. */
    SIMILAR,
    /** One finding per sentence; a list of negatives becomes one sentence each. */
    SPLIT,
    /** No reference to time, change or an earlier study; what has resolved is absent. */
    PRIOR_OMITTED,
    /** The same content grouped by region. */
    ANATOMICAL,
    /** Abbreviations spelled out. */
    EXPANDED,
    /** An impression with exactly one error; the rest word for word. */
    ERROR
}
