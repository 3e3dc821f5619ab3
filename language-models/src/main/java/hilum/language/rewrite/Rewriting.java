package hilum.language.rewrite;

import hilum.radiology.variant.VerifiedVariant;
import java.util.List;
import java.util.Optional;

/**
 * What came of one wanted rewrite.
 *
 * @param accepted the rewrite that passed, if one did
 * @param rejected what was refused on the way, in the order in which it came
 * @param instead why the rules' rewrite is to be used; empty exactly when one was accepted
 * @param cause the same in one word, for counting
 */
public record Rewriting(
        Optional<VerifiedVariant> accepted,
        List<VerifiedVariant> rejected,
        Optional<String> instead,
        Cause cause) {
    /** How it ended. */
    public enum Cause {
        ACCEPTED,
        /** Refused as often as it may be asked again. */
        REFUSED,
        /** There is nothing to spell out. */
        NOTHING_TO_DO,
        /** The site has no tokens left today. */
        BUDGET,
        /** The endpoint does not take, or does not survive, this report. */
        DECLINED
    }

    public Rewriting {
        rejected = List.copyOf(rejected);
        if (accepted.isPresent() == instead.isPresent()) {
            throw new IllegalArgumentException(
                    "A rewriting ends with a text or with a reason, not with both or neither");
        }
    }

    static Rewriting accepted(VerifiedVariant variant, List<VerifiedVariant> rejected) {
        return new Rewriting(Optional.of(variant), rejected, Optional.empty(), Cause.ACCEPTED);
    }

    static Rewriting instead(Cause cause, String why, List<VerifiedVariant> rejected) {
        return new Rewriting(Optional.empty(), rejected, Optional.of(why), cause);
    }
}
