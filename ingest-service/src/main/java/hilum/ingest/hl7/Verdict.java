package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Rejection;
import java.util.List;
import java.util.Optional;

/**
 * What became of a message, as its sender is told.
 *
 * @param kind the acknowledgement
 * @param words for people: what was or was not done
 * @param reason the same in a word, as it is counted
 * @param studies ids of the studies that it brought
 * @param rejection where and why, when it can never be taken
 */
record Verdict(
        Kind kind,
        String words,
        String reason,
        List<String> studies,
        Optional<Rejection> rejection) {
    Verdict {
        studies = List.copyOf(studies);
    }

    static final String UNAVAILABLE = "unavailable";

    /** The three acknowledgements; each has one code in original and one in enhanced mode. */
    enum Kind {
        /** Taken: the broker has it. */
        ACCEPT('A'),
        /** Not now: something that we need is away, or we are full; to be sent again. */
        ERROR('E'),
        /** Never. */
        REJECT('R');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        /** {@code AA}, {@code AE}, {@code AR}; {@code CA}, {@code CE}, {@code CR} on commit. */
        String code(boolean commit) {
            return (commit ? "C" : "A") + letter;
        }
    }

    static Verdict accepted(List<String> studies) {
        return new Verdict(Kind.ACCEPT, "", "accepted", studies, Optional.empty());
    }

    static Verdict passedOver(Reading.Nothing nothing) {
        return new Verdict(
                Kind.ACCEPT, nothing.words(), nothing.reason(), List.of(), Optional.empty());
    }

    static Verdict tryAgain(String words) {
        return new Verdict(Kind.ERROR, words, UNAVAILABLE, List.of(), Optional.empty());
    }

    static Verdict rejected(Rejection rejection) {
        return new Verdict(
                Kind.REJECT,
                rejection.getMessage(),
                rejection.code().reason(),
                List.of(),
                Optional.of(rejection));
    }
}
