package hilum.ingest.dicom;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Orthanc with DICOMweb in a process of its own, and the tools that send to it. It answers
 * this machine alone: it lets nobody else in, although it can't be bound to loopback.
 */
final class Orthanc implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGINS = Path.of("/usr/lib/orthanc");

    private final Path folder;
    private final int http = freePort();
    private final int dicom = freePort();
    private Process process;

    Orthanc(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("db"));
        Files.writeString(
                folder.resolve("orthanc.json"),
                """
                {"Name": "Test", "StorageDirectory": "%1$s/db", "IndexDirectory": "%1$s/db",
                 "Plugins": ["%2$s"], "HttpPort": %3$d, "DicomPort": %4$d,
                 "RemoteAccessAllowed": false, "AuthenticationEnabled": true,
                 "RegisteredUsers": {"hilum": "secret"},
                 "DicomCheckModalityHost": true, "DicomAlwaysAllowStore": false,
                 "DicomModalities": {"sender": ["SENDER", "127.0.0.1", 104]}}
                """
                        .formatted(folder, plugin(), http, dicom));
        start();
    }

    /** Skips the test where something that it needs is not installed. */
    static void assumeInstalled() {
        for (String tool : List.of("storescu", "img2dcm", "dcmodify", "dump2dcm")) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", tool)),
                    "Skipped: %s is not installed; on Debian: apt-get install dcmtk"
                            .formatted(tool));
        }
        assumeTrue(
                Files.isExecutable(PROGRAM) && plugin() != null,
                "Skipped: Orthanc is not installed; on Debian: apt-get install orthanc orthanc-dicomweb");
    }

    private static Path plugin() {
        try (Stream<Path> files = Files.list(PLUGINS)) {
            return files.filter(file -> file.toString().contains("libOrthancDicomWeb.so"))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI dicomWeb() {
        return URI.create("http://127.0.0.1:%d/dicom-web".formatted(http));
    }

    URI rest() {
        return URI.create("http://127.0.0.1:%d/".formatted(http));
    }

    /** File with its user and password. */
    Path credentials() throws IOException {
        return Files.writeString(folder.resolve("credentials"), "hilum:secret\n");
    }

    void start() throws IOException {
        process =
                new ProcessBuilder(PROGRAM.toString(), folder.resolve("orthanc.json").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("orthanc.log").toFile())
                        .start();
        await().atMost(Duration.ofSeconds(30)).until(() -> listens(http) && listens(dicom));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends files as a modality does. */
    void send(String transferSyntax, Path... files) throws Exception {
        Stream<String> command =
                Stream.of(
                        "storescu",
                        transferSyntax,
                        "-aet",
                        "SENDER",
                        "-aec",
                        "ORTHANC",
                        "127.0.0.1",
                        Integer.toString(dicom));
        run(Stream.concat(command, Stream.of(files).map(Path::toString)).toArray(String[]::new));
    }

    /** A JPEG as a radiograph with identifiers, one "(group,element)=value" each. */
    Path radiograph(Path jpeg, String name, String... attributes) throws Exception {
        Path file = folder.resolve(name + ".dcm");
        run("img2dcm", jpeg.toString(), file.toString());
        List<String> command = new java.util.ArrayList<>(List.of("dcmodify", "-nb", "-q"));
        // img2dcm makes a secondary capture, and says so twice.
        command.addAll(
                List.of("-i", "(0008,0016)=1.2.840.10008.5.1.4.1.1.1", "-ea", "(0008,0064)"));
        for (String attribute : attributes) {
            command.addAll(List.of("-i", attribute));
        }
        command.add(file.toString());
        run(command.toArray(String[]::new));
        return file;
    }

    /** Sets attributes of a file, one "(group,element)=value" each. */
    void modify(Path file, String... attributes) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("dcmodify", "-nb", "-q"));
        for (String attribute : attributes) {
            command.addAll(List.of("-i", attribute));
        }
        command.add(file.toString());
        run(command.toArray(String[]::new));
    }

    /** A file of a dump in the form of dcmdump. */
    Path dumped(String name, String dump) throws Exception {
        Path text = Files.writeString(folder.resolve(name + ".dump"), dump);
        Path file = folder.resolve(name + ".dcm");
        ProcessBuilder program =
                new ProcessBuilder("dump2dcm", "+te", text.toString(), file.toString());
        finish(program.directory(folder.toFile()));
        return file;
    }

    private static void run(String... command) throws Exception {
        finish(new ProcessBuilder(command));
    }

    private static void finish(ProcessBuilder program) throws Exception {
        Process running = program.redirectErrorStream(true).start();
        String said = new String(running.getInputStream().readAllBytes());
        if (running.waitFor() != 0) {
            throw new IllegalStateException(program.command().getFirst() + " failed: " + said);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
