package hilum.radiology.variant;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rewrite of a report that the {@link Verifier} has accepted, or refused where it stands among
 * the rejected.
 *
 * @param id kind and ordinal, stable within a study: {@code ERROR-2}
 * @param kind what it promises
 * @param text the whole report for all kinds but {@link VariantKind#ERROR}, which is an impression
 * @param category of an error, else empty
 * @param generator what wrote it, with its version
 * @param evidence why it was accepted or refused
 */
public record VerifiedVariant(
        String id,
        VariantKind kind,
        String text,
        Optional<ErrorCategory> category,
        String generator,
        List<String> evidence) {

    public VerifiedVariant {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(generator, "generator");
        evidence = List.copyOf(evidence);
        if (category.isPresent() != (kind == VariantKind.ERROR)) {
            throw new IllegalArgumentException(
                    "Variant %s of kind %s has category %s: give errors a category and nothing else one."
                            .formatted(id, kind, category));
        }
    }
}
