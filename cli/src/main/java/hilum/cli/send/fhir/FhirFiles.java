package hilum.cli.send.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import hilum.cli.ByteLines;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.archive.Archive;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Place;
import hilum.cli.archive.Sizes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of FHIR resources, told from others by what is in them, and the requests they make: a
 * resource that is a file is one; of a file of lines each report is one, with the lines of its file
 * and folder that it leads to, as far as two references. These are found by an index and read when
 * they are sent.
 */
public final class FhirFiles implements Archive<FhirRequest> {
    private static final List<String> ENDINGS = List.of(".json", ".ndjson", ".jsonl");

    private final List<Path> files;
    private final int[] folders;
    private final ResourceIndex index = new ResourceIndex();

    /** Resources of files that {@link #in} found. */
    public FhirFiles(List<Path> files) {
        this.files = List.copyOf(files);
        List<Path> seen = files.stream().map(FhirFiles::folder).distinct().toList();
        Map<Path, Integer> numbers = new LinkedHashMap<>();
        seen.forEach(folder -> numbers.put(folder, numbers.size()));
        folders = files.stream().mapToInt(file -> numbers.get(folder(file))).toArray();
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().normalize().getParent();
    }

    /** The FHIR files that a path is or holds, by name; empty where it is of another kind. */
    public static List<Path> in(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return isFhir(path) ? List.of(path) : List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.sorted().toList()) {
                if (isFhir(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static boolean isFhir(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file) || ENDINGS.stream().noneMatch(name::endsWith)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = Output.JSON.getFactory().createParser(in)) {
            return !Resource.of(parser).type().isEmpty();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public String noun() {
        return "line";
    }

    @Override
    public void read(Sink<FhirRequest> sink) throws IOException, InterruptedException {
        for (int i = 0; i < files.size(); i++) {
            if (isLines(i)) {
                index(i);
            }
        }
        Sizes sizes = Sizes.of(files);
        int[] lane = {0};
        Sink<FhirRequest> counting =
                piece -> {
                    lane[0]++;
                    return sink.take(piece);
                };
        boolean wanted = true;
        for (int i = 0; wanted && i < files.size(); i++) {
            int file = i;
            wanted =
                    isLines(i)
                            ? lines(i, sizes, lane, counting)
                            : counting.take(
                                    new Piece.Parcel<>(
                                            new Place(i, 1),
                                            sizes.share(i, 1, 1),
                                            lane[0],
                                            new FhirRequest(
                                                    () -> Files.readAllBytes(files.get(file)),
                                                    false)));
        }
        if (lane[0] == 0) {
            throw Failure.usage(
                    "The files hold resources and no DiagnosticReport: name the file that has the reports as well");
        }
    }

    private boolean isLines(int file) {
        return !files.get(file).getFileName().toString().endsWith(".json");
    }

    private void index(int file) throws IOException {
        try (ByteLines lines = ByteLines.open(files.get(file))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                Resource resource = Resource.of(line.get().bytes());
                if (!resource.isReport()) {
                    index.add(folders[file], file, resource.name(), line.get().start());
                }
            }
        }
    }

    private boolean lines(int file, Sizes sizes, int[] lane, Sink<FhirRequest> sink)
            throws IOException, InterruptedException {
        boolean wanted = true;
        try (ByteLines lines = ByteLines.open(files.get(file))) {
            for (var line = lines.next(); wanted && line.isPresent(); line = lines.next()) {
                Place place = new Place(file, line.get().number());
                double share = sizes.share(file, lines.offset());
                byte[] report = line.get().bytes();
                if (line.get().overlong()) {
                    wanted =
                            sink.take(
                                    new Piece.Unreadable<>(
                                            place, share, "too long for a resource"));
                } else if (Resource.of(report).isReport()) {
                    FhirRequest request = new FhirRequest(() -> withContext(file, report), true);
                    wanted = sink.take(new Piece.Parcel<>(place, share, lane[0], request));
                }
            }
        }
        return wanted;
    }

    private byte[] withContext(int file, byte[] report) throws IOException {
        Map<String, byte[]> context = new LinkedHashMap<>();
        add(file, report, context);
        for (byte[] near : List.copyOf(context.values())) {
            add(file, near, context);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] line : context.values()) {
            body.writeBytes(line);
            body.write('\n');
        }
        body.writeBytes(report);
        body.write('\n');
        return body.toByteArray();
    }

    private void add(int file, byte[] line, Map<String, byte[]> context) throws IOException {
        for (String name : Resource.references(line)) {
            if (!context.containsKey(name)) {
                Optional<byte[]> found = find(file, name);
                found.ifPresent(bytes -> context.put(name, bytes));
            }
        }
    }

    private Optional<byte[]> find(int file, String name) throws IOException {
        Optional<ResourceIndex.Line> at = index.find(folders[file], file, name);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        try (ByteLines lines = ByteLines.open(files.get(at.get().file()), at.get().offset())) {
            return lines.next()
                    .map(ByteLines.Line::bytes)
                    .filter(bytes -> Resource.of(bytes).name().equals(name));
        }
    }
}
