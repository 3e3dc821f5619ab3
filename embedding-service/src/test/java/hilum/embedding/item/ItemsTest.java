package hilum.embedding.item;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.ImageReference;
import hilum.schemas.Study;
import hilum.schemas.Variant;
import hilum.schemas.VariantKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemsTest {
    private static final String SHA = "0123456789abcdef".repeat(4);

    @Test
    void aStudyHasItsReportItsSectionsAndItsImages() {
        Study study = study("The lungs are clear.", "No acute disease.");

        assertThat(Items.of(study, true).stream().map(Item::name))
                .containsExactly("report", "findings", "impression", "image:0123456789abcdef");
    }

    @Test
    void withoutAnImageTowerThereIsNoImage() {
        assertThat(Items.of(study("The lungs are clear.", null), false).stream().map(Item::name))
                .containsExactly("report", "findings");
    }

    @Test
    void aStudyWithoutTextHasNoTextItem() {
        assertThat(Items.of(study(null, "  "), true).stream().map(Item::name))
                .containsExactly("image:0123456789abcdef");
    }

    @Test
    void anErrorMayNotBeSearched() {
        assertThat(Items.of(variant(VariantKind.ERROR, "ERROR-1")).searchable()).isFalse();
        assertThat(Items.of(variant(VariantKind.SPLIT, "SPLIT-1")).searchable()).isTrue();
        assertThat(Items.of(variant(VariantKind.PRIOR_OMITTED, "PRIOR_OMITTED-1")).payloadKind())
                .isEqualTo("prior_omitted");
    }

    private static Study study(String findings, String impression) {
        return Study.newBuilder()
                .setStudyId("a".repeat(32))
                .setVersion(1)
                .setSite("site")
                .setFindings(findings)
                .setImpression(impression)
                .setImages(List.of(new ImageReference(SHA, "images/01/x.png", "image/png", 8, 8)))
                .setAcceptedAt(Instant.EPOCH)
                .build();
    }

    private static Variant variant(VariantKind kind, String id) {
        return Variant.newBuilder()
                .setStudyId("a".repeat(32))
                .setStudyVersion(1)
                .setVariantId(id)
                .setSite("site")
                .setKind(kind)
                .setText("text")
                .setGenerator("rules/1")
                .setSourceTextHash(SHA)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
