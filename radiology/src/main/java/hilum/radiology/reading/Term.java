package hilum.radiology.reading;

import java.util.List;
import java.util.Optional;

/** What a phrase of the lexicon means to the reader. */
sealed interface Term {

    /** A finding or device. */
    record Finding(Concept concept) implements Term {}

    /**
     * A part of the body that is normal or enlarged.
     *
     * @param denied what a normal one denies
     * @param enlarged what an enlarged one asserts
     */
    record Structure(String name, List<Concept> denied, Optional<Concept> enlarged)
            implements Term {}

    /** A lobe or place, with a side where the word carries one. */
    record Zone(String name, Optional<Side> side) implements Term {}

    record OnSide(Side side) implements Term {}

    record Severity(String degree) implements Term {}

    /** A length, or several that belong together, in millimetres. */
    record Measured(String millimetres) implements Term {}

    record Change(String direction) implements Term {}

    /** A word that governs the findings around it. */
    record Cue(Kind kind, String value) implements Term {

        enum Kind {
            NEGATION,
            NEGATION_AFTER,
            RESOLVED,
            RESOLUTION,
            UNCERTAIN,
            UNCERTAIN_LIST,
            UNCERTAIN_AFTER,
            BREAK,
            BOUND,
            NORMAL,
            ENLARGED,
            HYPOTHETICAL,
            HYPOTHETICAL_AFTER,
            PRIOR
        }
    }
}
