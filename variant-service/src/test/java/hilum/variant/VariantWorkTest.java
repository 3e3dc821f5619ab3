package hilum.variant;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.schemas.Erasure;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.schemas.VariantKind;
import hilum.transport.Incoming;
import hilum.transport.Outcome;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import hilum.transport.erasure.ErasedStudies;
import hilum.transport.erasure.ErasureWork;
import hilum.transport.erasure.Receipts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class VariantWorkTest {
    private static final String STUDY = "0".repeat(32);
    private static final String FINDINGS =
            "Slightly increased small left pleural effusion. No pneumothorax or focal consolidation.";
    private static final String IMPRESSION = "Small left pleural effusion.";

    private final Verdicts verdicts = new Verdicts(new SimpleMeterRegistry());
    private Set<String> erased = Set.of();

    @Test
    void aStudyBecomesVerifiedVariantsWithEvidence() throws InterruptedException {
        List<Variant> variants = variants(process(study(1, FINDINGS, IMPRESSION)));

        assertThat(variants)
                .extracting(Variant::getKind)
                .contains(VariantKind.SPLIT, VariantKind.PRIOR_OMITTED, VariantKind.ERROR);
        assertThat(variants)
                .allSatisfy(
                        variant -> {
                            assertThat(variant.getStudyId()).isEqualTo(STUDY);
                            assertThat(variant.getGenerator()).startsWith("rules/");
                            assertThat(variant.getText()).isNotBlank();
                        });
        assertThat(verdicts.rows().stream().mapToLong(Verdicts.Row::accepted).sum())
                .isEqualTo(variants.size());
    }

    @Test
    void anErrorNamesItsCategory() throws InterruptedException {
        assertThat(variants(process(study(1, FINDINGS, IMPRESSION))))
                .filteredOn(variant -> variant.getKind() == VariantKind.ERROR)
                .isNotEmpty()
                .allSatisfy(variant -> assertThat(variant.getCategory()).isNotBlank());
    }

    @Test
    void aLaterVersionDeletesWhatNoLongerFollows() throws InterruptedException {
        List<Outgoing> outgoing = process(study(2, null, IMPRESSION)).outgoing();

        assertThat(outgoing)
                .filteredOn(each -> each.value().isEmpty())
                .extracting(Outgoing::key)
                .contains(STUDY + "/PRIOR_OMITTED-1");
        assertThat(outgoing.stream().filter(each -> each.value().isPresent()).map(Outgoing::key))
                .doesNotContainAnyElementsOf(
                        outgoing.stream()
                                .filter(each -> each.value().isEmpty())
                                .map(Outgoing::key)
                                .toList());
    }

    @Test
    void anErasedStudyLosesItsVariants() throws InterruptedException {
        List<Outgoing> outgoing = process(Optional.empty()).outgoing();

        assertThat(outgoing).isNotEmpty().allSatisfy(each -> assertThat(each.value()).isEmpty());
        assertThat(outgoing).extracting(Outgoing::partitionKey).containsOnly(STUDY);
    }

    @Test
    void whatStillComesOfAStudyThatIsToBeErasedIsNotRewritten() throws InterruptedException {
        erased = Set.of(STUDY);

        List<Outgoing> outgoing = process(study(1, FINDINGS, IMPRESSION)).outgoing();

        assertThat(outgoing).isNotEmpty().allSatisfy(each -> assertThat(each.value()).isEmpty());
    }

    @Test
    void aRequestDeletesAllVariantsOfItsStudyAndIsAnsweredWithAReceipt()
            throws InterruptedException {
        Erasure request =
                (Erasure)
                        Receipts.request(STUDY, "consent withdrawn", Instant.EPOCH)
                                .value()
                                .orElseThrow();
        ErasureWork answering =
                new ErasureWork(VariantService.NAME, work()::remove, Clock.systemUTC());

        List<Outgoing> outgoing =
                answering
                        .process(List.of(incoming(Topic.ERASURES, Optional.of(request))))
                        .outgoing();

        assertThat(outgoing)
                .filteredOn(each -> each.topic() == Topic.VARIANTS)
                .extracting(Outgoing::key)
                .contains(STUDY + "/SPLIT-1", STUDY + "/ERROR-3");
        Erasure receipt = (Erasure) outgoing.getLast().value().orElseThrow();
        assertThat(outgoing.getLast().key()).isEqualTo(STUDY + "/variant-service");
        assertThat(receipt.getStage()).isEqualTo("variant-service");
        assertThat(receipt.getRequestedAt()).isEqualTo(request.getRequestedAt());
        assertThat(receipt.getRemoved())
                .containsExactly(Map.entry("variant ids", outgoing.size() - 1L));
    }

    @Test
    void theSameStudyAgainGivesTheSameVariants() throws InterruptedException {
        assertThat(variants(process(study(1, FINDINGS, IMPRESSION))))
                .extracting(Variant::getText)
                .isEqualTo(
                        variants(process(study(1, FINDINGS, IMPRESSION))).stream()
                                .map(Variant::getText)
                                .toList());
    }

    private Outcome process(Optional<Study> study) throws InterruptedException {
        return work().process(List.of(incoming(Topic.STUDIES, study.map(each -> each))));
    }

    private static Incoming incoming(Topic topic, Optional<SpecificRecord> value) {
        return new Incoming(
                topic,
                STUDY,
                value,
                TraceContext.start(),
                new ConsumerRecord<>(
                        topic.topicName(), 0, 0, STUDY.getBytes(StandardCharsets.UTF_8), null));
    }

    private VariantWork work() {
        return new VariantWork(Optional.empty(), verdicts, ErasedStudies.fixed(erased));
    }

    private static Optional<Study> study(int version, String findings, String impression) {
        return Optional.of(
                Study.newBuilder()
                        .setStudyId(STUDY)
                        .setVersion(version)
                        .setSite("site")
                        .setFindings(findings)
                        .setImpression(impression)
                        .setAcceptedAt(Instant.EPOCH)
                        .build());
    }

    private static List<Variant> variants(Outcome outcome) {
        return outcome.outgoing().stream()
                .flatMap(each -> each.value().stream())
                .map(Variant.class::cast)
                .toList();
    }
}
