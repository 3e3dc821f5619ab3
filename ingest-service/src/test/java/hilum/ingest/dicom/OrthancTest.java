package hilum.ingest.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import hilum.ingest.pacs.Feed;
import hilum.ingest.pacs.OrthancChanges;
import hilum.ingest.pacs.Pacs;
import hilum.ingest.pacs.StudySearch;
import hilum.ingest.view.SharedData;
import hilum.schemas.ImageReceived;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.schemas.Topic;
import hilum.transport.Outgoing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door before a real Orthanc, to which a modality sends. */
class OrthancTest {
    private static final String DX = "1.2.840.10008.5.1.4.1.1.1.1";

    @TempDir Path folder;
    private final ConcurrentLinkedQueue<Outgoing> sent = new ConcurrentLinkedQueue<>();
    private Orthanc orthanc;
    private OpenDoor open;

    @BeforeEach
    void start() throws IOException {
        Orthanc.assumeInstalled();
        orthanc = new Orthanc(folder.resolve("orthanc"));
    }

    @AfterEach
    void stop() {
        if (open != null) {
            open.close();
        }
        if (orthanc != null) {
            orthanc.close();
        }
    }

    private void follow() throws IOException {
        follow(pacs -> new OrthancChanges(pacs, orthanc.rest()));
    }

    private void follow(Function<Pacs, Feed> feed) throws IOException {
        open =
                new OpenDoor(
                        folder,
                        new Pacs(
                                orthanc.dicomWeb(),
                                Optional.of(orthanc.credentials()),
                                Duration.ofSeconds(10)),
                        feed,
                        events -> {
                            sent.addAll(events);
                            return CompletableFuture.completedFuture(null);
                        },
                        new SimpleMeterRegistry(),
                        Duration.ofHours(1));
    }

    private List<ImageReceived> images() {
        return sent.stream()
                .filter(each -> each.topic() == Topic.INTAKE_IMAGES)
                .map(each -> (ImageReceived) each.value().orElseThrow())
                .toList();
    }

    private void awaitImages(int number) {
        await().atMost(Duration.ofSeconds(30)).until(() -> images().size() >= number);
    }

    private static List<Path> radiographs(int number) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.of("nih-chestxray14-1000/images"))) {
            // The first five have one that is held for its wires.
            return files.sorted().skip(5).limit(number).toList();
        }
    }

    private Path radiograph(int number, Path jpeg) throws Exception {
        return orthanc.radiograph(
                jpeg,
                "r" + number,
                "(0008,0050)=ACC" + number,
                "(0008,0060)=CR",
                "(0008,0020)=20260304",
                "(0008,0090)=RAY^ANN",
                "(0008,0080)=Mercy Hospital",
                "(0010,0010)=ROE^JANE",
                "(0010,0020)=MRN778",
                "(0010,0030)=19630501",
                "(0018,0015)=CHEST",
                "(0018,5101)=PA");
    }

    @Test
    void whatAModalitySendsArrivesWithoutAnIdentifierWhileOrthancStopsAndStarts() throws Exception {
        List<Path> jpegs = radiographs(6);
        follow();
        for (int i = 0; i < 3; i++) {
            orthanc.send("-xy", radiograph(i, jpegs.get(i)));
        }
        awaitImages(3);

        orthanc.stop();
        await().until(() -> open.progress().trouble().isPresent());
        orthanc.start();
        for (int i = 3; i < 5; i++) {
            orthanc.send("-xy", radiograph(i, jpegs.get(i)));
        }
        awaitImages(5);
        open.close();
        orthanc.send("-xy", radiograph(5, jpegs.get(5)));
        follow();
        awaitImages(6);

        assertThat(images()).extracting(ImageReceived::getAccession).doesNotHaveDuplicates();
        assertThat(sent.toString())
                .doesNotContain("ACC", "MRN778", "ROE", "RAY", "Mercy", "19630501");
        try (Stream<Path> stored = Files.walk(folder.resolve("artifacts"))) {
            for (Path file : stored.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("MRN778", "ROE^JANE", "1.2.276");
            }
        }
    }

    @Test
    void everyImageOfARunningFeedComesOnceThoughThePacsIsKilledUnderIt() throws Exception {
        int number = 24;
        List<Path> jpegs = radiographs(6);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            files.add(radiograph(i, jpegs.get(i % jpegs.size())));
        }
        follow();
        AtomicInteger again = new AtomicInteger();
        Thread modality = Thread.ofVirtual().start(() -> sendAll(files, again));
        awaitImages(number / 4);

        orthanc.kill();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> open.progress().trouble().isPresent() && again.get() > 0);
        orthanc.start();

        assertThat(modality.join(Duration.ofMinutes(2))).as("the modality has sent all").isTrue();
        await().atMost(Duration.ofMinutes(1)).until(() -> images().size() >= number);
        await().atMost(Duration.ofSeconds(30)).until(() -> open.progress().behind() == 0);
        assertThat(images())
                .extracting(ImageReceived::getAccession)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, number)
                                .mapToObj(
                                        i -> OpenDoor.pseudonyms(folder).study("north", "ACC" + i))
                                .toList());
        assertThat(sent).as("nothing was given up or passed over").hasSize(number);
        assertThat(open.progress().waiting()).isZero();
    }

    /** One after the other, each until the PACS has it. */
    private void sendAll(List<Path> files, AtomicInteger again) {
        try {
            for (Path file : files) {
                while (!isTaken(file)) {
                    again.incrementAndGet();
                    Thread.sleep(100);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTaken(Path file) throws InterruptedException {
        try {
            orthanc.send("-xy", file);
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void aSearchFindsTheSameAndALateImageToo() throws Exception {
        List<Path> jpegs = radiographs(2);
        String today =
                java.time.LocalDate.now(Clock.systemUTC().getZone()).toString().replace("-", "");
        follow(pacs -> new StudySearch(pacs, 3, Clock.systemUTC()));
        for (int i = 0; i < 2; i++) {
            Path file =
                    orthanc.radiograph(
                            jpegs.get(i),
                            "s" + i,
                            "(0008,0050)=ACC1",
                            "(0008,0060)=CR",
                            "(0008,0020)=" + today,
                            "(0010,0020)=MRN778",
                            "(0018,5101)=PA",
                            "(0020,000d)=1.2.3.77");
            orthanc.send("-xy", file);
            awaitImages(i + 1);
        }

        assertThat(images())
                .extracting(ImageReceived::getAccession)
                .hasSize(2)
                .containsOnly(OpenDoor.pseudonyms(folder).study("north", "ACC1"));
    }

    /** The file is a secondary capture of a real radiograph, without an accession number. */
    @Test
    void aSecondaryCaptureIsHeldUntilItIsReleased() throws Exception {
        Path file =
                Files.copy(
                        SharedData.of("dicom/nih_dx_1024_implicitLE.dcm"),
                        folder.resolve("captured.dcm"));
        file.toFile().setWritable(true);
        orthanc.modify(file, "(0008,0050)=ACC9", "(0018,5101)=PA");
        follow();
        orthanc.send("-xi", file);
        await().atMost(Duration.ofSeconds(30)).until(() -> open.quarantine().size() == 1);
        assertThat(sent).isEmpty();

        Outcome outcome = open.door().release(open.quarantine().list().getFirst().key());

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TAKEN);
        assertThat(images().getFirst().getImage().getWidth()).isEqualTo(1_024);
    }

    /** A chest of 12 bits whose window shows the middle of the range, in both polarities. */
    private Path twelveBits(int number, String interpretation, boolean inverted) throws Exception {
        int side = 300;
        byte[] raw = new byte[side * side * 2];
        BufferedImage chest =
                ImageIO.read(new java.io.ByteArrayInputStream(FollowerTest.picture(1)));
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int value = 1_000 + 4 * chest.getRaster().getSample(x * 2 / 3, y * 2 / 3, 0);
                int stored = inverted ? 4_095 - value : value;
                raw[(y * side + x) * 2] = (byte) stored;
                raw[(y * side + x) * 2 + 1] = (byte) (stored >> 8);
            }
        }
        Files.write(folder.resolve("orthanc/" + interpretation + ".raw"), raw);
        return orthanc.dumped(
                interpretation,
                """
                (0008,0016) UI %s
                (0008,0018) UI 1.2.3.9.%d.3
                (0008,0020) DA 20260304
                (0008,0050) SH BITS%d
                (0008,0060) CS DX
                (0010,0010) PN ROE^JANE
                (0010,0020) LO MRN778
                (0018,0015) CS CHEST
                (0018,5101) CS AP
                (0020,000d) UI 1.2.3.9.%d.1
                (0020,000e) UI 1.2.3.9.%d.2
                (0028,0002) US 1
                (0028,0004) CS %s
                (0028,0010) US 300
                (0028,0011) US 300
                (0028,0100) US 16
                (0028,0101) US 12
                (0028,0102) US 11
                (0028,0103) US 0
                (0028,1050) DS %d
                (0028,1051) DS 1020
                (7fe0,0010) OW =%s.raw
                """
                        .formatted(
                                DX,
                                number,
                                number,
                                number,
                                number,
                                interpretation,
                                inverted ? 4_095 - 1_510 : 1_510,
                                interpretation));
    }

    @Test
    void sixteenBitsComeAtTheWindowOfTheHeaderAndMonochrome1IsTurnedRound() throws Exception {
        follow();
        orthanc.send("-xe", twelveBits(1, "MONOCHROME2", false));
        orthanc.send("-xe", twelveBits(2, "MONOCHROME1", true));
        awaitImages(2);

        for (ImageReceived image : images()) {
            BufferedImage stored =
                    ImageIO.read(
                            folder.resolve("artifacts")
                                    .resolve(image.getImage().getLocation())
                                    .toFile());
            // 1,000 + 4 v at centre 1,510 and width 1,020 is v again, whichever way it was stored.
            assertThat(stored.getRaster().getSample(98, 150, 0)).isBetween(55, 65);
            assertThat(stored.getRaster().getSample(150, 290, 0)).isBetween(190, 205);
        }
    }

    @Test
    void theTextOfAStructuredReportComesWithoutTheNamesOfItsHeader() throws Exception {
        follow();
        orthanc.send("-xe", orthanc.dumped("report", REPORT));
        await().until(() -> open.progress().waiting() == 1);
        orthanc.send(
                "-xy",
                orthanc.radiograph(
                        radiographs(1).getFirst(),
                        "image",
                        "(0008,0050)=SR1",
                        "(0008,0060)=CR",
                        "(0010,0020)=MRN778",
                        "(0018,0015)=CHEST",
                        "(0018,5101)=PA",
                        "(0020,000d)=1.2.3.4.1"));
        awaitImages(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> sent.size() == 2);

        ReportReceived report =
                sent.stream()
                        .filter(each -> each.topic() == Topic.INTAKE_REPORTS)
                        .map(each -> (ReportReceived) each.value().orElseThrow())
                        .findFirst()
                        .orElseThrow();
        assertThat(report.getFindings()).contains("are clear").doesNotContain("778");
        assertThat(report.getImpression()).isEqualTo("No acute disease.");
        assertThat(report.getStatus()).isEqualTo(ReportStatus.FINAL);
        assertThat(report.getOrder()).isNotNull();
        assertThat(report.getAccession()).isEqualTo(images().getFirst().getAccession());
    }

    private static final String REPORT =
            """
            (0008,0016) UI =BasicTextSRStorage
            (0008,0018) UI 1.2.3.4.2
            (0008,0020) DA 20260304
            (0008,0023) DA 20260304
            (0008,0033) TM 101112
            (0008,0050) SH SR1
            (0008,0060) CS SR
            (0010,0010) PN ROE^JANE
            (0010,0020) LO MRN778
            (0020,000d) UI 1.2.3.4.1
            (0020,000e) UI 1.2.3.4.3
            (0040,a040) CS CONTAINER
            (0040,a491) CS COMPLETE
            (0040,a493) CS VERIFIED
            (0040,a730) SQ
            (fffe,e000) na
            (0040,a040) CS CONTAINER
            (0040,a043) SQ
            (fffe,e000) na
            (0008,0100) SH 121070
            (0008,0102) SH DCM
            (0008,0104) LO Findings
            (fffe,e00d) na
            (fffe,e0dd) na
            (0040,a730) SQ
            (fffe,e000) na
            (0040,a040) CS TEXT
            (0040,a043) SQ
            (fffe,e000) na
            (0008,0100) SH 121071
            (0008,0102) SH DCM
            (0008,0104) LO Finding
            (fffe,e00d) na
            (fffe,e0dd) na
            (0040,a160) UT Lungs of patient MRN778 are clear.
            (fffe,e00d) na
            (fffe,e0dd) na
            (fffe,e00d) na
            (fffe,e000) na
            (0040,a040) CS TEXT
            (0040,a043) SQ
            (fffe,e000) na
            (0008,0100) SH 121077
            (0008,0102) SH DCM
            (0008,0104) LO Conclusion
            (fffe,e00d) na
            (fffe,e0dd) na
            (0040,a160) UT No acute disease.
            (fffe,e00d) na
            (fffe,e0dd) na
            """;
}
