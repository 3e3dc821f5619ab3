package hilum.language.rewrite;

import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import java.time.Instant;
import java.util.Optional;

/**
 * One rewrite that is wanted.
 *
 * @param study whose report it is; answers are kept under it and go with it
 * @param site who pays
 * @param ordinal among the rewrites of the kind, from 1
 * @param category of the error that is wanted; empty for all other kinds
 * @param until after which no further question is begun
 */
public record Task(
        String study,
        String site,
        Report report,
        VariantKind kind,
        int ordinal,
        Optional<ErrorCategory> category,
        Instant until) {

    public Task {
        if (category.isPresent() != (kind == VariantKind.ERROR)) {
            throw new IllegalArgumentException(
                    "Rewrite of kind %s is wanted with category %s: errors have one, nothing else does"
                            .formatted(kind, category));
        }
    }

    /** Any kind but an error. */
    public static Task of(
            String study, String site, Report report, VariantKind kind, Instant until) {
        return new Task(study, site, report, kind, 1, Optional.empty(), until);
    }

    String id() {
        return kind + "-" + ordinal;
    }

    /**
     * What is rewritten: the whole report; of an error its impression; what is to be spelled out
     * with its indication before it.
     */
    String original() {
        return switch (kind) {
            case ERROR -> report.impression();
            case EXPANDED ->
                    report.indication().isEmpty()
                            ? report.text()
                            : "Indication: %s\n%s"
                                    .formatted(
                                            report.indication().replaceAll("\\s+", " "),
                                            report.text());
            case SIMILAR, SPLIT, PRIOR_OMITTED, ANATOMICAL -> report.text();
        };
    }
}
