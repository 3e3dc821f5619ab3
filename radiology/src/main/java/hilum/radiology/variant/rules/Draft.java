package hilum.radiology.variant.rules;

import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import java.util.Optional;

/** A rewrite that no one has verified yet. */
record Draft(VariantKind kind, String text, Optional<ErrorCategory> category) {

    static Draft of(VariantKind kind, String text) {
        return new Draft(kind, text, Optional.empty());
    }

    static Draft error(ErrorCategory category, String text) {
        return new Draft(VariantKind.ERROR, text, Optional.of(category));
    }
}
