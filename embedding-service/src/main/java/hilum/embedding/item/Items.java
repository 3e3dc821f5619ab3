package hilum.embedding.item;

import hilum.embedding.item.Item.Content;
import hilum.embedding.item.Item.Origin;
import hilum.radiology.Report;
import hilum.schemas.ImageReference;
import hilum.schemas.ItemKind;
import hilum.schemas.Study;
import hilum.schemas.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The items of studies and variants. */
public final class Items {
    private static final int IMAGE_DIGITS = 16;

    private Items() {}

    /**
     * The report as a whole, its findings, its impression and each of its images.
     *
     * @param images whether the model has an image tower
     */
    public static List<Item> of(Study study, boolean images) {
        Origin origin =
                Origin.of(
                        study.getStudyId(),
                        study.getVersion(),
                        study.getSite(),
                        Optional.ofNullable(study.getDayOffset()));
        Report report =
                new Report(
                        study.getIndication(),
                        study.getComparison(),
                        study.getTechnique(),
                        study.getFindings(),
                        study.getImpression());
        List<Item> items = new ArrayList<>();
        text(items, origin, "report", ItemKind.REPORT, report.text());
        text(items, origin, "findings", ItemKind.FINDINGS, report.findings());
        text(items, origin, "impression", ItemKind.IMPRESSION, report.impression());
        if (images) {
            for (ImageReference image : study.getImages()) {
                String name = "image:" + image.getSha256().substring(0, IMAGE_DIGITS);
                items.add(
                        new Item(
                                origin,
                                name,
                                ItemKind.IMAGE,
                                Optional.empty(),
                                new Content.Picture(image)));
            }
        }
        return items;
    }

    /** The one item of a variant. Its day offset is not known. */
    public static Item of(Variant variant) {
        return new Item(
                Origin.of(
                        variant.getStudyId(),
                        variant.getStudyVersion(),
                        variant.getSite(),
                        Optional.empty()),
                name(variant.getVariantId()),
                ItemKind.VARIANT,
                Optional.of(variant.getKind()),
                new Content.Text(variant.getText()));
    }

    /** Name of a variant's item. */
    public static String name(String variantId) {
        return "variant:" + variantId;
    }

    private static void text(
            List<Item> items, Origin origin, String name, ItemKind kind, String text) {
        if (!text.isBlank()) {
            items.add(new Item(origin, name, kind, Optional.empty(), new Content.Text(text)));
        }
    }
}
