package hilum.radiology.variant.rules;

import hilum.radiology.variant.VerifiedVariant;
import java.util.List;

/**
 * All that the generators wrote for one report.
 *
 * @param accepted the variants, in the order of their ids
 * @param rejected what the verifier refused, with its reasons; these never leave
 */
public record Outcome(List<VerifiedVariant> accepted, List<VerifiedVariant> rejected) {

    public Outcome {
        accepted = List.copyOf(accepted);
        rejected = List.copyOf(rejected);
    }
}
