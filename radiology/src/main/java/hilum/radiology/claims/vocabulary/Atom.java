package hilum.radiology.claims.vocabulary;

/**
 * What a word or phrase means, whatever its wording: {@code side:left}, {@code finding:effusion}.
 *
 * @param type what role it plays
 * @param value its name in the vocabulary
 */
public record Atom(Type type, String value) {

    /** Roles of words. The first three head a claim, the attributes qualify one. */
    public enum Type {
        /** A finding. */
        FINDING,
        /** A device. */
        DEVICE,
        /** A state that a structure is in: normal, enlarged, elevated. */
        STATE,
        /** A part of the body that has a state. */
        STRUCTURE,
        SIDE,
        /** A lobe, zone, vessel, level or other place. */
        PLACE,
        SEVERITY,
        MEASURE,
        /** Which side has more. */
        MORE,
        /** Change against an earlier study. */
        CHANGE,
        /** What kind of a finding: calcified, patchy, displaced. */
        QUALITY,
        NUMBER,
        /** A word of doubt in front. */
        SHADE,
        /** A word of doubt behind. */
        SHADE_AFTER,
        /** A word that takes doubt away: consistent with. */
        SURE,
        NEGATION,
        NEGATION_AFTER,
        /** A reference to an earlier study that says no change by itself. */
        PRIOR,
        /** Ends a clause: but, although. */
        BREAK,
        /** A verb, which separates subject and statement. */
        VERB,
        /** Joins items: and, or, with. */
        JOIN,
        /** A word that says nothing. */
        FILLER
    }

    /** Whether a claim can be about it. */
    public boolean heads() {
        return type == Type.FINDING || type == Type.DEVICE || type == Type.STATE;
    }

    /** Whether it says that something has become more or less. */
    public boolean moves() {
        return type == Type.CHANGE && (value.equals("increased") || value.equals("decreased"));
    }

    /** Whether it is an attribute of a claim. */
    public boolean qualifies() {
        return type.compareTo(Type.STRUCTURE) >= 0 && type.compareTo(Type.NUMBER) <= 0;
    }
}
