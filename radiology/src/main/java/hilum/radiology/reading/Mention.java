package hilum.radiology.reading;

/**
 * A finding or device that a sentence speaks of, and the stance it takes on it; without what
 * qualifies it.
 *
 * @param concept the finding or device
 * @param at the piece at which it is known: its own, or the one that says of a structure that it is
 *     normal or enlarged
 * @param start offset in the section
 * @param end offset after it
 * @param scope number of the scope that it stands in; mentions of one scope share what stands
 *     behind them
 * @param stance whether it is there
 */
record Mention(Concept concept, int at, int start, int end, int scope, Stance stance) {

    /**
     * What a sentence says of a mention.
     *
     * @param polarity present, absent or uncertain
     * @param certainty the shade of doubt; null unless uncertain
     * @param resolved whether it is absent because it has gone
     * @param asserted whether it is said of this study at all; "evaluate for" and "history of" say
     *     nothing
     */
    record Stance(Polarity polarity, String certainty, boolean resolved, boolean asserted) {}
}
