package hilum.ingest.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.ingest.intake.StudyImages;
import hilum.ingest.senders.WaitingStudies;
import hilum.schemas.DeadLetter;
import hilum.schemas.Erasure;
import hilum.schemas.ImageReceived;
import hilum.schemas.ImageReference;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.erasure.Receipts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairingTopologyTest {
    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final Duration HOLD_FOR_IMAGES = Duration.ofSeconds(5);
    private static final String A = "a".repeat(32);
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path state;
    @TempDir Path artifacts;
    private final PlainAvro codec = new PlainAvro();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WaitingStudies waiting =
            new WaitingStudies(meters, Clock.fixed(T0.plusSeconds(2), ZoneOffset.UTC));
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> reports;
    private TestInputTopic<byte[], byte[]> images;
    private TestOutputTopic<byte[], byte[]> studies;
    private TestOutputTopic<byte[], byte[]> deadLetters;
    private TestInputTopic<byte[], byte[]> erasures;
    private TestOutputTopic<byte[], byte[]> receipts;
    private ArtifactStore store;

    @BeforeEach
    void start() {
        store = new ArtifactStore(artifacts);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, PairingTopology.SERVICE);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
        driver =
                new TopologyTestDriver(
                        PairingTopology.build(
                                () -> codec,
                                new StudyImages(store),
                                new Hold(HOLD, HOLD_FOR_IMAGES),
                                new PairingMetrics(meters, waiting)),
                        settings,
                        T0);
        reports = in(Topic.INTAKE_REPORTS);
        images = in(Topic.INTAKE_IMAGES);
        studies = out(Topic.STUDIES);
        deadLetters = out(Topic.DEAD_LETTERS);
        erasures = in(Topic.ERASURES);
        receipts = out(Topic.ERASURES);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aReportThatAnnouncesNoImageLeavesAtOnce() {
        send(report("Lungs clear.", "Normal.").setExpectedImages(0));

        Study study = onlyStudy();
        assertThat(study.getStudyId()).isEqualTo(A);
        assertThat(study.getVersion()).isEqualTo(1);
        assertThat(study.getFindings()).isEqualTo("Lungs clear.");
        assertThat(study.getImpression()).isEqualTo("Normal.");
        assertThat(study.getStyle()).isEqualTo("full");
        assertThat(study.getImages()).isEmpty();
        assertThat(study.getAcceptedAt()).isEqualTo(T0);
    }

    @Test
    void aReportAndItsImageMeetInThisOrder() {
        send(report("Lungs clear.", null).setExpectedImages(1));
        assertThat(studies.isEmpty()).isTrue();

        send(image("1"));

        Study study = onlyStudy();
        assertThat(study.getVersion()).isEqualTo(1);
        assertThat(study.getImages()).extracting(ImageReference::getSha256).containsExactly("1");
        assertThat(study.getStyle()).isEqualTo("findings-only");
    }

    @Test
    void anImageAndItsReportMeetInThatOrderToo() {
        send(image("1"));
        assertThat(studies.isEmpty()).isTrue();

        send(report(null, "Normal."));

        Study study = onlyStudy();
        assertThat(study.getVersion()).isEqualTo(1);
        assertThat(study.getImages()).hasSize(1);
        assertThat(study.getStyle()).isEqualTo("impression-only");
    }

    @Test
    void aReportOfWhichNothingMoreIsKnownWaitsForTheHold() {
        send(report("Lungs clear.", null));

        pass(HOLD.minusMillis(300));
        assertThat(studies.isEmpty()).isTrue();
        assertThat(meters.get("hilum.ingest.studies.waiting").gauge().value()).isEqualTo(1);

        pass(Duration.ofMillis(600));
        assertThat(onlyStudy().getVersion()).isEqualTo(1);
        assertThat(meters.get("hilum.ingest.studies.waiting").gauge().value()).isZero();
    }

    @Test
    void whatWaitsIsToldBySiteWithTheAgeOfTheOldestAndSoIsWhatLeavesAlone() {
        send(report("Lungs clear.", null).setExpectedImages(1));
        pass(Duration.ofMillis(300));
        assertThat(waiting.lines()).containsExactly(new WaitingStudies.Line("north", 1, 2, 0, 0));

        pass(HOLD_FOR_IMAGES);
        assertThat(waiting.lines()).containsExactly(new WaitingStudies.Line("north", 0, 0, 0, 1));
        assertThat(meters.get("hilum.ingest.site.waiting").gauge().value()).isZero();
        assertThat(meters.get("hilum.ingest.site.left.alone").counter().count()).isEqualTo(1);
    }

    @Test
    void anImageWhoseReportDoesNotComeLeavesAloneAndATextWithoutImagesDoesNot() {
        send(image("1"));
        send(report("Lungs clear.", null).setAccession("b".repeat(32)));
        pass(HOLD.plusMillis(300));

        assertThat(waiting.lines()).containsExactly(new WaitingStudies.Line("north", 0, 0, 1, 0));
    }

    @Test
    void aReportWhoseImageNeverComesLeavesAfterTheLongerHold() {
        send(report("Lungs clear.", null).setExpectedImages(2));
        send(image("1"));

        pass(HOLD_FOR_IMAGES.minusMillis(300));
        assertThat(studies.isEmpty()).isTrue();
        pass(Duration.ofMillis(600));

        assertThat(onlyStudy().getImages()).hasSize(1);
    }

    @Test
    void anImageWithoutReportLeavesAloneAndIsCompletedByTheReport() {
        send(image("1"));
        pass(HOLD.plusSeconds(1));

        Study alone = onlyStudy();
        assertThat(alone.getFindings()).isNull();
        assertThat(alone.getStyle()).isNull();

        send(report("Lungs clear.", null));
        Study whole = onlyStudy();
        assertThat(whole.getVersion()).isEqualTo(2);
        assertThat(whole.getImages()).hasSize(1);
        assertThat(whole.getFindings()).isEqualTo("Lungs clear.");
    }

    @Test
    void anAddendumReplacesTheEarlierImpression() {
        send(report("Lungs clear.", "Normal.").setExpectedImages(0));
        onlyStudy();

        send(addendum("IMPRESSION: Small left effusion."));

        Study amended = onlyStudy();
        assertThat(amended.getVersion()).isEqualTo(2);
        assertThat(amended.getFindings()).isEqualTo("Lungs clear.");
        assertThat(amended.getImpression()).isEqualTo("Small left effusion.");
        assertThat(amended.getAddenda()).isEqualTo(1);
    }

    @Test
    void anAddendumBeforeItsReportIsKeptUntilTheReportComes() {
        send(addendum("Small left effusion."));
        pass(HOLD.plusSeconds(5));
        assertThat(studies.isEmpty()).isTrue();

        send(report("Lungs clear.", "Normal.").setExpectedImages(0));

        Study study = onlyStudy();
        assertThat(study.getVersion()).isEqualTo(1);
        assertThat(study.getImpression()).contains("Normal.").contains("Small left effusion.");
        assertThat(study.getAddenda()).isEqualTo(1);
    }

    @Test
    void whatIsSentAgainMakesNoNewVersion() {
        send(report("Lungs clear.", "Normal.").setExpectedImages(1));
        send(image("1"));
        send(addendum("Seen again."));
        studies.readValuesToList();

        send(report("Lungs clear.", "Normal.").setExpectedImages(1));
        send(image("1"));
        send(addendum("Seen again."));
        pass(HOLD_FOR_IMAGES.plusSeconds(1));

        assertThat(studies.isEmpty()).isTrue();
        assertThat(meters.get("hilum.ingest.parts.unchanged").counter().count()).isEqualTo(3);
    }

    @Test
    void aNewReportReplacesTheOldOneAndItsAddenda() {
        send(report("Lungs clear.", "Normal.").setExpectedImages(0));
        send(addendum("Seen again."));
        studies.readValuesToList();

        send(report("Left effusion.", "Effusion.").setExpectedImages(0));

        Study replaced = onlyStudy();
        assertThat(replaced.getVersion()).isEqualTo(3);
        assertThat(replaced.getImpression()).isEqualTo("Effusion.");
        assertThat(replaced.getAddenda()).isZero();
    }

    @Test
    void aLaterImageIsAddedInTheOrderOfArrival() {
        send(image("1"));
        send(report("Lungs clear.", null));
        onlyStudy();

        send(image("0"));

        Study study = onlyStudy();
        assertThat(study.getVersion()).isEqualTo(2);
        assertThat(study.getImages())
                .extracting(ImageReference::getSha256)
                .containsExactly("1", "0");
    }

    @Test
    void studiesOfOtherAccessionsDontMix() {
        send(report("Lungs clear.", null).setExpectedImages(1));
        send(image("1").setAccession("b".repeat(32)));
        assertThat(studies.isEmpty()).isTrue();
        pass(HOLD_FOR_IMAGES.plusSeconds(1));

        assertThat(studies.readValuesToList())
                .extracting(bytes -> study(bytes).getStudyId())
                .containsExactlyInAnyOrder(A, "b".repeat(32));
    }

    @Test
    void whatCantBeDecodedGoesToTheDeadLettersAndTheStreamGoesOn() {
        images.pipeInput(key(A), "no Avro".getBytes(StandardCharsets.UTF_8));
        send(report("Lungs clear.", null).setExpectedImages(0));

        DeadLetter letter = (DeadLetter) codec.decode(Topic.DEAD_LETTERS, deadLetters.readValue());
        assertThat(letter.getTopic()).isEqualTo(Topic.INTAKE_IMAGES.topicName());
        assertThat(letter.getStage()).isEqualTo("ingest-service");
        assertThat(new String(letter.getValue().array(), StandardCharsets.UTF_8))
                .isEqualTo("no Avro");
        assertThat(letter.getReason()).contains("no ImageReceived");
        assertThat(onlyStudy().getVersion()).isEqualTo(1);
    }

    @Test
    void aRegistryThatIsAwayIsNoDeadLetter() {
        codec.away = true;

        assertThatThrownBy(() -> send(report("Lungs clear.", null)))
                .hasRootCauseMessage("connection refused");

        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aStudyCarriesCloudEventsAndTheTraceOfWhatMadeIt() {
        TestRecord<byte[], byte[]> part =
                new TestRecord<>(
                        key(A),
                        codec.encode(
                                Topic.INTAKE_REPORTS,
                                report("Lungs clear.", null).setExpectedImages(0).build()));
        part.headers()
                .add(
                        "traceparent",
                        ("00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-01")
                                .getBytes(StandardCharsets.US_ASCII));
        reports.pipeInput(part);

        TestRecord<byte[], byte[]> study = studies.readRecord();
        assertThat(header(study, "ce_id")).isEqualTo(A + "/1");
        assertThat(header(study, "ce_source")).isEqualTo("/hilum/ingest-service");
        assertThat(header(study, "traceparent")).contains("c".repeat(32));
    }

    @Test
    void anErasureForgetsThePairingDeletesItsImagesAndLeavesATombstone() throws IOException {
        String image = store.putByContent(folder(A), "png", new byte[] {1});
        String other = store.putByContent(folder("b".repeat(32)), "png", new byte[] {1});
        send(report("Lungs clear.", "Normal.").setExpectedImages(1));
        send(image("1"));
        send(addendum("Seen again."));
        studies.readValuesToList();

        erase(A);

        TestRecord<byte[], byte[]> tombstone = studies.readRecord();
        assertThat(new String(tombstone.key(), StandardCharsets.UTF_8)).isEqualTo(A);
        assertThat(tombstone.value()).isNull();
        assertThat(header(tombstone, "ce_id")).isEqualTo(A + "/deleted");
        assertThat(store.path(image)).doesNotExist();
        assertThat(store.path(other)).exists();
        assertThat(driver.getKeyValueStore(PairingTopology.PAIRINGS).get(A)).isNull();
        Erasure receipt = (Erasure) codec.decode(Topic.ERASURES, receipts.readValue());
        assertThat(receipt.getStage()).isEqualTo("ingest-service");
        assertThat(receipt.getRequestedAt()).isEqualTo(T0);
        assertThat(receipt.getRemoved())
                .isEqualTo(Map.of("reports", 1L, "addenda", 1L, "images", 1L));
        assertThat(receipt.getRemains().getFirst())
                .isEqualTo("texts in cxr.intake.reports.v1 until 2026-02-01");
        assertThat(receipts.isEmpty()).isTrue();
    }

    @Test
    void aStudyThatWaitsIsErasedBeforeItEverLeaves() {
        send(report("Lungs clear.", null));

        erase(A);
        pass(HOLD_FOR_IMAGES.plusSeconds(1));

        assertThat(studies.readValuesToList()).containsOnlyNulls().hasSize(1);
        assertThat(meters.get("hilum.ingest.studies.waiting").gauge().value()).isZero();
    }

    @Test
    void partsThatComeAfterTheErasureAreDroppedWithTheFilesTheyBrought() throws IOException {
        erase(A);
        studies.readValuesToList();
        String image = store.putByContent(folder(A), "png", new byte[] {1});

        send(image("1"));
        send(report("Lungs clear.", "Normal.").setExpectedImages(1));
        send(addendum("Seen again."));
        pass(HOLD_FOR_IMAGES.plusSeconds(1));

        assertThat(studies.isEmpty()).isTrue();
        assertThat(store.path(image)).doesNotExist();
        assertThat(driver.getKeyValueStore(PairingTopology.PAIRINGS).get(A)).isNull();
        assertThat(meters.get("hilum.ingest.parts.after.erasure").counter().count()).isEqualTo(3);
    }

    @Test
    void aSecondRequestIsAnsweredAgainAndFindsNothing() {
        send(report("Lungs clear.", "Normal.").setExpectedImages(0));
        erase(A);
        receipts.readValuesToList();

        erase(A);

        Erasure receipt = (Erasure) codec.decode(Topic.ERASURES, receipts.readValue());
        assertThat(receipt.getRemoved()).isEmpty();
        assertThat(receipt.getReceipts().getFirst()).contains("removed nothing");
    }

    @Test
    void aRequestThatNamesAFolderInsteadOfAStudyIsADeadLetter() throws IOException {
        String model = store.putByContent("models/m", "bin", new byte[] {1});

        erase("x/../../models/m");

        assertThat(store.path(model)).exists();
        assertThat(deadLetters.readValuesToList()).hasSize(1);
    }

    private void erase(String study) {
        erasures.pipeInput(
                key(study),
                codec.encode(
                        Topic.ERASURES,
                        Receipts.request(study, "consent withdrawn", T0).value().orElseThrow()));
    }

    private static String folder(String study) {
        return "images/%s/%s".formatted(study.substring(0, 2), study);
    }

    private static String header(TestRecord<byte[], byte[]> from, String name) {
        return new String(from.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Study onlyStudy() {
        List<TestRecord<byte[], byte[]>> all = studies.readRecordsToList();
        assertThat(all).hasSize(1);
        return study(all.getFirst().value());
    }

    private Study study(byte[] bytes) {
        return (Study) codec.decode(Topic.STUDIES, bytes);
    }

    private void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    private void send(ReportReceived.Builder part) {
        reports.pipeInput(
                key(part.getAccession()), codec.encode(Topic.INTAKE_REPORTS, part.build()));
    }

    private void send(ImageReceived.Builder part) {
        images.pipeInput(key(part.getAccession()), codec.encode(Topic.INTAKE_IMAGES, part.build()));
    }

    private static byte[] key(String accession) {
        return accession.getBytes(StandardCharsets.UTF_8);
    }

    private static ReportReceived.Builder report(String findings, String impression) {
        return ReportReceived.newBuilder()
                .setAccession(A)
                .setSite("north")
                .setKind(ReportKind.REPORT)
                .setFindings(findings)
                .setImpression(impression)
                .setReceivedAt(T0);
    }

    private static ReportReceived.Builder addendum(String text) {
        return report(null, null).setKind(ReportKind.ADDENDUM).setAddendum(text);
    }

    private static ImageReceived.Builder image(String sha256) {
        return ImageReceived.newBuilder()
                .setAccession(A)
                .setSite("north")
                .setImage(
                        new ImageReference(
                                sha256, "images/ab/" + sha256 + ".png", "image/png", 64, 64))
                .setReceivedAt(T0);
    }

    private TestInputTopic<byte[], byte[]> in(Topic topic) {
        return driver.createInputTopic(
                topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<byte[], byte[]> out(Topic topic) {
        return driver.createOutputTopic(
                topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
