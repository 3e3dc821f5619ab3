package hilum.ingest.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.ingest.intake.StudyImages;
import hilum.ingest.senders.WaitingStudies;
import hilum.schemas.ImageReceived;
import hilum.schemas.ImageReference;
import hilum.schemas.PatientMerge;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.erasure.Receipts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study belongs to whom its patient has become, whatever the order of arrival. */
@Timeout(300)
class MergesTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final String S1 = "1".repeat(32);
    private static final String S2 = "2".repeat(32);
    private static final String A = "a".repeat(32);
    private static final String B = "b".repeat(32);
    private static final String C = "c".repeat(32);

    @TempDir Path state;
    @TempDir Path artifacts;
    private final PlainAvro codec = new PlainAvro();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;
    private TestOutputTopic<byte[], byte[]> studies;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, PairingTopology.SERVICE);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver =
                new TopologyTestDriver(
                        PairingTopology.build(
                                () -> codec,
                                new StudyImages(new ArtifactStore(artifacts)),
                                new Hold(Duration.ofSeconds(2), Duration.ofSeconds(5)),
                                new PairingMetrics(
                                        meters, new WaitingStudies(meters, Clock.systemUTC()))),
                        settings,
                        T0);
        studies = out(Topic.STUDIES);
        deadLetters = out(Topic.DEAD_LETTERS);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aMergeMakesTheNextVersionOfEveryStudyThatLeft() {
        send(report(S1, A, 10));
        send(report(S2, A, 17));
        send(report("3".repeat(32), C, 1));
        studies.readValuesToList();

        send(merge(A, B, 100, 1));

        List<Study> moved = left();
        assertThat(moved).extracting(Study::getStudyId).containsExactly(S1, S2);
        assertThat(moved).extracting(Study::getPatient).containsOnly(B);
        assertThat(moved).extracting(Study::getDayOffset).containsExactly(110, 117);
        assertThat(moved).extracting(Study::getVersion).containsOnly(2);
        assertThat(moved.getFirst().getFindings()).isEqualTo("Clear.");
        assertThat(meters.get("hilum.ingest.studies.moved").counter().count()).isEqualTo(2);
    }

    @Test
    void aStudyThatComesUnderTheOldNumberBelongsToTheSurvivor() {
        send(merge(A, B, 100, 1));
        send(report(S1, A, 10));

        assertThat(left())
                .singleElement()
                .satisfies(study -> assertThat(study.getPatient()).isEqualTo(B))
                .satisfies(study -> assertThat(study.getDayOffset()).isEqualTo(110));
    }

    @Test
    void aPartUnderTheNewNumberMakesNoNewVersion() {
        send(report(S1, A, 10));
        send(merge(A, B, 100, 1));
        studies.readValuesToList();

        send(report(S1, B, 110));

        assertThat(left()).isEmpty();
        send(merge(B, C, 1, 2));
        assertThat(left()).extracting(Study::getDayOffset).containsExactly(111);
    }

    @Test
    void aPartThatNamesTheSurvivorWithoutADayKeepsTheDay() {
        send(merge(A, B, 100, 1));
        send(report(S1, A, 10));
        studies.readValuesToList();

        send(report(S1, B, null).setImpression("Normal."));

        assertThat(left()).extracting(Study::getDayOffset).containsExactly(110);
    }

    @Test
    void aStudyThatWaitsForItsImageLeavesOnceAndUnderTheSurvivor() {
        send(report(S1, A, 10).setExpectedImages(1));
        send(merge(A, B, 100, 1));
        assertThat(left()).isEmpty();

        send(image(S1, A, 10));

        assertThat(left())
                .singleElement()
                .satisfies(study -> assertThat(study.getPatient()).isEqualTo(B))
                .satisfies(study -> assertThat(study.getVersion()).isEqualTo(1));
    }

    @Test
    void aRepeatChangesNothing() {
        send(report(S1, A, 10));
        send(merge(A, B, 100, 1));
        studies.readValuesToList();

        send(merge(A, B, 100, 1));
        send(merge(A, B, 100, 5));

        assertThat(left()).isEmpty();
    }

    @Test
    void aChainEndsAtTheSameSurvivorInEveryOrderOfArrival() {
        everyOrderEndsAt(
                C,
                10 + 100 + 1000,
                report(S1, A, 10).build(),
                image(S1, A, 10),
                merge(A, B, 100, 1),
                merge(B, C, 1000, 2));
    }

    @Test
    void aSecondMergeOfOnePatientCorrectsTheFirstInEveryOrderOfArrival() {
        everyOrderEndsAt(
                C, 10 + 7, report(S1, A, 10).build(), merge(A, B, 100, 1), merge(A, C, 7, 2));
    }

    @Test
    void inACircleThePatientWhoseMergeIsOldestLivesOnInEveryOrderOfArrival() {
        everyOrderEndsAt(
                A,
                10,
                report(S1, A, 10).build(),
                merge(A, B, 100, 1),
                merge(B, C, 1000, 2),
                merge(C, A, -1100, 3));
    }

    @Test
    void aMergeThatIsTurnedRoundGivesTheStudiesBack() {
        send(report(S1, A, 10));
        send(report(S2, B, 20));
        send(merge(A, B, 100, 1));
        studies.readValuesToList();

        send(merge(B, A, -100, 2));

        assertThat(left()).extracting(Study::getPatient).containsExactly(A, A);
    }

    @Test
    void aPatientMergedIntoItselfStaysWhoItIs() {
        send(report(S1, A, 10));
        studies.readValuesToList();

        send(merge(A, A, 3, 1));

        assertThat(left()).isEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void aStudyWithoutPatientAndAnErasedOneStayAsTheyAre() {
        send(report(S1, null, 10));
        send(report(S2, A, 10));
        driver.createInputTopic(
                        Topic.ERASURES.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())
                .pipeInput(
                        key(S2),
                        codec.encode(
                                Topic.ERASURES,
                                Receipts.request(S2, "withdrawn", T0).value().orElseThrow()));
        studies.readValuesToList();

        send(merge(A, B, 100, 1));

        assertThat(studies.readValuesToList()).isEmpty();
    }

    @Test
    void aMergeThatCantBeReadIsADeadLetter() {
        pipeBytes(Topic.IDENTITIES, key(A), "no Avro".getBytes(StandardCharsets.UTF_8));
        pipeBytes(Topic.IDENTITIES, key(A), null);

        assertThat(deadLetters.readValuesToList()).hasSize(1);
    }

    /** One stack for all: every order has patients and a study of its own. */
    private void everyOrderEndsAt(String patient, int day, SpecificRecord... events) {
        int order = 0;
        for (List<SpecificRecord> each : permutations(List.of(events))) {
            String own = "%032x".formatted(order++);
            each.forEach(event -> send(renamed(event, own)));
            driver.advanceWallClockTime(Duration.ofSeconds(10));
            Study last = left().getLast();
            assertThat(last.getPatient()).as("%s", each).isEqualTo(own + patient);
            assertThat(last.getDayOffset()).as("%s", each).isEqualTo(day);
            assertThat(last.getFindings()).isEqualTo("Clear.");
        }
        assertThat(order).isGreaterThan(5);
    }

    private static SpecificRecord renamed(SpecificRecord event, String own) {
        return switch (event) {
            case ReportReceived report ->
                    ReportReceived.newBuilder(report)
                            .setAccession(own)
                            .setPatient(own + report.getPatient())
                            .build();
            case ImageReceived image ->
                    ImageReceived.newBuilder(image)
                            .setAccession(own)
                            .setPatient(own + image.getPatient())
                            .build();
            case PatientMerge merge ->
                    PatientMerge.newBuilder(merge)
                            .setMerged(own + merge.getMerged())
                            .setSurviving(own + merge.getSurviving())
                            .build();
            default -> throw new IllegalArgumentException(event.toString());
        };
    }

    private static <T> Set<List<T>> permutations(List<T> items) {
        Set<List<T>> all = new HashSet<>();
        if (items.isEmpty()) {
            all.add(List.of());
        }
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> each : permutations(rest)) {
                List<T> whole = new ArrayList<>(List.of(first));
                whole.addAll(each);
                all.add(whole);
            }
        }
        return all;
    }

    private void send(ReportReceived.Builder report) {
        send(report.build());
    }

    private void send(SpecificRecord event) {
        switch (event) {
            case ReportReceived report ->
                    pipe(Topic.INTAKE_REPORTS, key(report.getAccession()), report);
            case ImageReceived image -> pipe(Topic.INTAKE_IMAGES, key(image.getAccession()), image);
            case PatientMerge merge ->
                    pipe(
                            Topic.IDENTITIES,
                            key(merge.getMerged() + "/" + merge.getSurviving()),
                            merge);
            default -> throw new IllegalArgumentException(event.toString());
        }
    }

    private void pipe(Topic topic, byte[] key, SpecificRecord value) {
        pipeBytes(topic, key, codec.encode(topic, value));
    }

    private void pipeBytes(Topic topic, byte[] key, byte[] value) {
        driver.createInputTopic(
                        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    private List<Study> left() {
        return studies.readValuesToList().stream()
                .map(bytes -> (Study) codec.decode(Topic.STUDIES, bytes))
                .toList();
    }

    private TestOutputTopic<byte[], byte[]> out(Topic topic) {
        return driver.createOutputTopic(
                topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ReportReceived.Builder report(String study, String patient, Integer day) {
        return ReportReceived.newBuilder()
                .setAccession(study)
                .setSite("north")
                .setPatient(patient)
                .setDayOffset(day)
                .setKind(ReportKind.REPORT)
                .setFindings("Clear.")
                .setExpectedImages(0)
                .setReceivedAt(T0);
    }

    private static ImageReceived image(String study, String patient, int day) {
        return ImageReceived.newBuilder()
                .setAccession(study)
                .setSite("north")
                .setPatient(patient)
                .setDayOffset(day)
                .setImage(new ImageReference("1", "images/ab/1.png", "image/png", 64, 64))
                .setReceivedAt(T0)
                .build();
    }

    private static PatientMerge merge(String merged, String surviving, int days, long order) {
        return PatientMerge.newBuilder()
                .setMerged(merged)
                .setSurviving(surviving)
                .setSite("north")
                .setDays(days)
                .setOrder(order)
                .setReceivedAt(T0)
                .build();
    }
}
