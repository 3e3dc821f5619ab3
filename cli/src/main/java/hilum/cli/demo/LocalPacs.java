package hilum.cli.demo;

import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.send.Submission;
import hilum.synthetic.RadiologySystem;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * An Orthanc with DICOMweb in a process of its own, which the demo's hospital uses as its PACS.
 * Images are stored by STOW-RS (PS3.18, 10.5); the intake follows its changes. It answers this
 * machine alone: Orthanc listens on all addresses but refuses others.
 */
final class LocalPacs implements HospitalFeed.Pacs, AutoCloseable {
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin/Orthanc"), Path.of("/usr/local/sbin/Orthanc"));
    private static final List<Path> PLUGINS =
            List.of(
                    Path.of("/usr/lib/orthanc"),
                    Path.of("/usr/share/orthanc/plugins"),
                    Path.of("/usr/local/share/orthanc/plugins"));
    private static final Duration START = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String site;
    private final URI base;
    private final Process process;

    private LocalPacs(String site, URI base, Process process) {
        this.site = site;
        this.base = base;
        this.process = process;
    }

    /** Whether an Orthanc with DICOMweb is installed here. */
    static boolean isInstalled() {
        return program().isPresent() && plugin().isPresent();
    }

    /**
     * Starts it.
     *
     * @param folder where it keeps everything; is made
     * @param site whose images it holds
     */
    static LocalPacs start(Path folder, String site) throws IOException {
        Files.createDirectories(folder.resolve("db"));
        int http = freePort();
        Path configuration = folder.resolve("orthanc.json");
        Files.writeString(
                configuration,
                Output.json(
                        Map.of(
                                "Name",
                                "Synthetic hospital",
                                "StorageDirectory",
                                folder.resolve("db").toString(),
                                "IndexDirectory",
                                folder.resolve("db").toString(),
                                "Plugins",
                                List.of(plugin().orElseThrow().toString()),
                                "HttpPort",
                                http,
                                "DicomServerEnabled",
                                false,
                                "RemoteAccessAllowed",
                                false,
                                "AuthenticationEnabled",
                                false)));
        Process process =
                new ProcessBuilder(program().orElseThrow().toString(), configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("orthanc.log").toFile())
                        .start();
        LocalPacs pacs =
                new LocalPacs(site, URI.create("http://127.0.0.1:%d/".formatted(http)), process);
        pacs.await(folder);
        return pacs;
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    private static Optional<Path> plugin() {
        return PLUGINS.stream().filter(Files::isDirectory).flatMap(LocalPacs::dicomWeb).findFirst();
    }

    private static Stream<Path> dicomWeb(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.getFileName().toString().startsWith("libOrthancDicomWeb"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void await(Path folder) throws IOException {
        Instant end = Instant.now().plus(START);
        while (Instant.now().isBefore(end) && process.isAlive()) {
            try {
                HttpRequest question =
                        HttpRequest.newBuilder(base.resolve("dicom-web/studies?limit=1")).build();
                if (HTTP.send(question, HttpResponse.BodyHandlers.discarding()).statusCode()
                        < 300) {
                    return;
                }
            } catch (IOException e) {
                // Not up yet.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        close();
        throw Failure.failed(
                "Orthanc did not start within %d s: its log is %s",
                START.toSeconds(), folder.resolve("orthanc.log"));
    }

    /** What the intake has to be told to follow it. */
    Map<String, String> settings() {
        return Map.of(
                "hilum.ingest.dicom.url", base.resolve("dicom-web").toString(),
                "hilum.ingest.dicom.follow", "orthanc",
                "hilum.ingest.dicom.site", site,
                "hilum.ingest.dicom.poll", "1s",
                "hilum.ingest.hold", "5s");
    }

    @Override
    public List<String> store(Submission submission) throws InterruptedException {
        for (Path file : submission.images()) {
            try {
                BufferedImage picture = ImageIO.read(file.toFile());
                stow(RadiologySystem.image(site, submission.id(), picture, Instant.now()));
            } catch (IOException e) {
                throw Failure.failed("The PACS did not take %s: %s", file, e.getMessage());
            }
        }
        return List.of();
    }

    private void stow(byte[] instance) throws IOException, InterruptedException {
        String boundary = "hilum-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                ascii("--%s\r\nContent-Type: application/dicom\r\n\r\n".formatted(boundary)));
        body.writeBytes(instance);
        body.writeBytes(ascii("\r\n--%s--\r\n".formatted(boundary)));
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("dicom-web/studies"))
                        .timeout(Duration.ofSeconds(60))
                        .header(
                                "Content-Type",
                                "multipart/related; type=\"application/dicom\"; boundary="
                                        + boundary)
                        .header("Accept", "application/dicom+json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("it answered %d".formatted(answer.statusCode()));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
