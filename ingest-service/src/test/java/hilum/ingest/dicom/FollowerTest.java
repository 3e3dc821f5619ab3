package hilum.ingest.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hilum.ingest.intake.Images;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.pacs.FakePacs;
import hilum.ingest.pacs.FakePacs.Fault;
import hilum.ingest.pacs.InstanceKey;
import hilum.ingest.pacs.OrthancChanges;
import hilum.ingest.pacs.Pacs;
import hilum.schemas.DeadLetter;
import hilum.schemas.ImageReceived;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole door before a PACS that misbehaves. */
class FollowerTest {
    private static final Map<String, String> CHEST =
            Map.of(
                    "00080016", "1.2.840.10008.5.1.4.1.1.1",
                    "00080060", "CR",
                    "00080020", "20260304",
                    "00100010", "ROE^JANE",
                    "00100020", "MRN778",
                    "00180015", "CHEST",
                    "00185101", "PA");

    @TempDir Path folder;
    private final ConcurrentLinkedQueue<Outgoing> sent = new ConcurrentLinkedQueue<>();
    private volatile boolean brokerAway;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private FakePacs fake;
    private OpenDoor open;
    private Progress progress;

    @BeforeEach
    void start() throws Exception {
        fake = new FakePacs();
    }

    @AfterEach
    void stop() {
        close();
        fake.close();
    }

    private void close() {
        if (open != null) {
            open.close();
        }
    }

    private void follow() {
        follow(Duration.ofHours(1));
    }

    private void follow(Duration giveUp) {
        open =
                new OpenDoor(
                        folder,
                        new Pacs(fake.dicomWeb(), Optional.empty(), Duration.ofSeconds(2)),
                        pacs -> new OrthancChanges(pacs, fake.orthanc()),
                        this::publish,
                        meters,
                        giveUp);
        progress = open.progress();
    }

    private CompletableFuture<Void> publish(List<Outgoing> events) {
        if (brokerAway) {
            return CompletableFuture.failedFuture(
                    new DependencyUnavailable("broker", new IOException("away")));
        }
        sent.addAll(events);
        return CompletableFuture.completedFuture(null);
    }

    /** Different pictures, so that each is an image of its own. */
    static byte[] picture(int number) {
        BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        for (int y = 0; y < 200; y++) {
            pen.setColor(new Color(150 + y / 4, 150 + y / 4, 150 + y / 4));
            pen.drawLine(0, y, 200, y);
        }
        pen.setColor(new Color(60, 60, 60));
        pen.fillOval(40, 40, 50, 110);
        pen.fillOval(110, 40, 50, 110);
        pen.dispose();
        image.getRaster().setSample(number % 200, 199, 0, 7);
        try {
            return Images.encode(image, "png");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private InstanceKey store(int number, String... others) {
        Map<String, String> header = new HashMap<>(CHEST);
        header.put("00080050", "ACC" + number);
        for (int i = 0; i < others.length; i += 2) {
            if (others[i + 1].isEmpty()) {
                header.remove(others[i]);
            } else {
                header.put(others[i], others[i + 1]);
            }
        }
        return fake.store(number, header, picture(number));
    }

    private List<Outgoing> images() {
        return sent.stream().filter(each -> each.topic() == Topic.INTAKE_IMAGES).toList();
    }

    private void awaitImages(int number) {
        await().atMost(Duration.ofSeconds(20)).until(() -> images().size() >= number);
    }

    private double count(String outcome, String reason) {
        return meters
                .find("hilum.ingest.dicom.instances")
                .tags("outcome", outcome, "reason", reason)
                .counters()
                .stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }

    @Test
    void anImageGoesToTheBrokerUnderThePseudonymOfItsAccession() {
        follow();
        store(1);
        awaitImages(1);

        ImageReceived image = (ImageReceived) images().getFirst().value().orElseThrow();
        Pseudonyms pseudonyms = Pseudonyms.fromFile(folder.resolve("key"));
        assertThat(image.getAccession()).isEqualTo(pseudonyms.study("north", "ACC1"));
        assertThat(image.getPatient()).isEqualTo(pseudonyms.patient("north", "MRN778"));
        assertThat(image.getDayOffset()).isNotNull();
        assertThat(image.toString()).doesNotContain("ACC1", "MRN778", "ROE", "2026-03", "1.2.1");
    }

    @Test
    void aPacsThatGoesAwayAndComesBackIsFollowedOnWithoutALoss() throws Exception {
        follow();
        store(1);
        awaitImages(1);

        fake.stop();
        await().until(() -> progress.trouble().isPresent());
        store(2);
        fake.startAgain();
        store(3);
        awaitImages(3);

        assertThat(accessions()).hasSize(3);
        await().until(() -> progress.trouble().isEmpty());
    }

    private List<String> accessions() {
        return images().stream()
                .map(each -> ((ImageReceived) each.value().orElseThrow()).getAccession())
                .distinct()
                .toList();
    }

    @Test
    void afterARestartItGoesOnWhereItWas() {
        follow();
        store(1);
        store(2);
        awaitImages(2);
        close();
        store(3);

        fake.asked.clear();
        follow();
        awaitImages(3);

        assertThat(accessions()).hasSize(3);
        assertThat(fake.asked).noneMatch(path -> path.contains("/1.2.1.1.1/rendered"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"HALF", "CUT", "SILENCE", "ERROR", "UNAVAILABLE", "MISSING", "PAGE"})
    void anAnswerThatGoesWrongForAWhileCostsTimeAndNothingElse(Fault fault) {
        Map<String, Integer> times = new HashMap<>();
        fake.misbehave =
                path ->
                        path.contains("/rendered") && times.merge(path, 1, Integer::sum) <= 1
                                ? Optional.of(fault)
                                : Optional.empty();
        follow();
        store(1);
        store(2);

        awaitImages(2);
        assertThat(accessions()).hasSize(2);
    }

    @Test
    void anInstanceThatNeverComesWholeIsPutOffWhileTheOthersGoOn() {
        InstanceKey bad = store(1);
        store(2);
        fake.misbehave =
                path ->
                        path.contains(bad.instance() + "/rendered")
                                ? Optional.of(Fault.CUT)
                                : Optional.empty();
        follow();
        awaitImages(1);

        await().until(() -> progress.waiting() == 1);
        assertThat(sent).noneMatch(each -> each.topic() == Topic.DEAD_LETTERS);

        fake.misbehave = path -> Optional.empty();
        awaitImages(2);
        await().until(() -> progress.waiting() == 0);
    }

    @Test
    void whatIsPutOffIsNotForgottenOverARestart() {
        InstanceKey bad = store(1);
        fake.misbehave =
                path ->
                        path.contains(bad.instance() + "/rendered")
                                ? Optional.of(Fault.ERROR)
                                : Optional.empty();
        follow();
        await().until(() -> progress.waiting() == 1);
        close();

        fake.misbehave = path -> Optional.empty();
        follow();
        awaitImages(1);
    }

    @Test
    void whenItsTimeIsUpAnInstanceBecomesADeadLetterWithoutIdentifiers() {
        InstanceKey bad = store(1);
        fake.misbehave =
                path ->
                        path.contains(bad.instance() + "/rendered")
                                ? Optional.of(Fault.CUT)
                                : Optional.empty();
        follow(Duration.ZERO);
        await().atMost(Duration.ofSeconds(20)).until(() -> !sent.isEmpty());

        DeadLetter letter = (DeadLetter) sent.peek().value().orElseThrow();
        assertThat(letter.getReason()).contains("did not give the instance whole");
        assertThat(letter.toString()).doesNotContain("ACC1", "MRN778", "ROE", "1.2.1");
        await().until(() -> count("refused", "unreadable") == 1);
        await().until(() -> progress.waiting() == 0);
    }

    @Test
    void aPacsThatAnswersNothingElseIsAwayAndNoInstanceIsToBlame() {
        store(1);
        fake.misbehave =
                path ->
                        path.startsWith("/dicom-web")
                                ? Optional.of(Fault.MISSING)
                                : Optional.empty();
        follow(Duration.ZERO);
        await().until(() -> progress.trouble().isPresent());

        fake.misbehave = path -> Optional.empty();
        awaitImages(1);
        assertThat(count("passed-over", "gone")).isZero();
    }

    @Test
    void whatWasTakenOutOfThePacsIsPassedOver() {
        InstanceKey gone = store(1);
        fake.remove(gone);
        store(2);
        follow();
        awaitImages(1);

        await().atMost(Duration.ofSeconds(20)).until(() -> count("passed-over", "gone") == 1);
    }

    @Test
    void aBrokerThatIsAwayHoldsThePlace() {
        brokerAway = true;
        follow();
        store(1);
        await().until(() -> progress.trouble().isPresent());
        assertThat(progress.waiting()).isZero();

        brokerAway = false;
        awaitImages(1);
    }

    @Test
    void whatIsNotForHilumIsPassedOverAndCounted() {
        store(1, "00080060", "CT");
        store(2, "00185101", "LL");
        store(3, "00180015", "KNEE");
        store(4, "00080068", "FOR PROCESSING");
        store(5);
        follow();
        awaitImages(1);

        assertThat(count("passed-over", "modality")).isEqualTo(1);
        assertThat(count("passed-over", "view")).isEqualTo(1);
        assertThat(count("passed-over", "body-part")).isEqualTo(1);
        assertThat(count("passed-over", "for-processing")).isEqualTo(1);
        await().untilAsserted(
                        () ->
                                assertThat(open.senders().accounts())
                                        .singleElement()
                                        .satisfies(
                                                account -> {
                                                    assertThat(account.received()).isEqualTo(5);
                                                    assertThat(account.accepted()).isEqualTo(1);
                                                    assertThat(account.passedOver())
                                                            .containsEntry("modality", 1L)
                                                            .hasSize(4);
                                                }));
    }

    @Test
    void anImageWithoutAccessionIsADeadLetter() {
        store(1, "00080050", "");
        follow();
        await().until(() -> !sent.isEmpty());

        assertThat(((DeadLetter) sent.peek().value().orElseThrow()).getReason())
                .contains("no accession number");
    }

    @Test
    void anImageThatMayShowANameIsHeldUntilItIsReleased() throws Exception {
        store(1, "00280301", "YES");
        store(2, "00080016", "1.2.840.10008.5.1.4.1.1.7");
        store(3);
        follow();
        awaitImages(1);

        List<Quarantine.Held> held = open.quarantine().list();
        assertThat(held)
                .extracting(Quarantine.Held::reason)
                .containsExactlyInAnyOrder("marked as annotated", "secondary capture");
        assertThat(held.toString()).doesNotContain("1.2.");
        try (Stream<Path> stored = Files.walk(folder.resolve("artifacts"))) {
            assertThat(stored.filter(Files::isRegularFile)).hasSize(1);
        }

        Outcome released = open.door().release(held.getFirst().key());

        assertThat(released.kind()).isEqualTo(Outcome.Kind.TAKEN);
        assertThat(images()).hasSize(2);
    }
}
