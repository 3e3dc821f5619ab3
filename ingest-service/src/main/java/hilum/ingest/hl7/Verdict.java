package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Rejection;
import java.util.Optional;

/**
 * What became of a message, as its sender is told.
 *
 * @param kind the acknowledgement
 * @param words for people: what was or was not done
 * @param rejection where and why, when it can never be taken
 */
record Verdict(Kind kind, String words, Optional<Rejection> rejection) {
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

    static Verdict accepted(String words) {
        return new Verdict(Kind.ACCEPT, words, Optional.empty());
    }

    static Verdict tryAgain(String words) {
        return new Verdict(Kind.ERROR, words, Optional.empty());
    }

    static Verdict rejected(Rejection rejection) {
        return new Verdict(Kind.REJECT, rejection.getMessage(), Optional.of(rejection));
    }
}
