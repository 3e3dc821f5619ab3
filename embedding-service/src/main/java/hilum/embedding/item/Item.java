package hilum.embedding.item;

import hilum.schemas.HeldOut;
import hilum.schemas.ImageReference;
import hilum.schemas.ItemKind;
import hilum.schemas.VariantKind;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that gets a vector.
 *
 * @param origin the study version that it is part of
 * @param name its name within the study: report, findings, impression, variant:SPLIT-1,
 *     image:0123456789abcdef
 * @param kind what it is
 * @param variantKind of a variant, else empty
 * @param content what is embedded
 */
public record Item(
        Origin origin,
        String name,
        ItemKind kind,
        Optional<VariantKind> variantKind,
        Content content) {

    /** What is embedded. */
    public sealed interface Content {
        /** A text, as the report has it. */
        record Text(String text) implements Content {}

        /** An image, by its claim check. */
        record Picture(ImageReference reference) implements Content {}
    }

    /**
     * The study version that an item is part of.
     *
     * @param studyId study
     * @param version of the study
     * @param site of the study
     * @param dayOffset days since the patient's first study, where known
     * @param heldOut whether the study belongs to the evaluation split
     */
    public record Origin(
            String studyId,
            int version,
            String site,
            Optional<Integer> dayOffset,
            boolean heldOut) {
        static Origin of(String studyId, int version, String site, Optional<Integer> dayOffset) {
            return new Origin(studyId, version, site, dayOffset, HeldOut.test(studyId));
        }
    }

    /**
     * Whether the item may enter the collection that clinicians search: a report with an error put
     * in may not.
     */
    public boolean searchable() {
        return variantKind.filter(kind -> kind == VariantKind.ERROR).isEmpty();
    }

    /** Value of the payload field {@code kind}, by which searches are filtered. */
    public String payloadKind() {
        return variantKind.map(Enum::name).orElse(kind.name()).toLowerCase(Locale.ROOT);
    }
}
