package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.archive.Archive;
import hilum.cli.archive.Piece;
import hilum.cli.archive.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Studies in files: reports as JSON lines, a folder with {@code reports.jsonl} or other JSON lines,
 * or Open-I's archive or a folder that holds it.
 */
final class Studies implements Archive<Submission> {
    /** Site of studies that name none. */
    private static final String DEFAULT_SITE = "local";

    private static final String OPEN_I_REPORTS = "NLMCXR_reports.tgz";

    private final List<Path> files;
    private final Optional<String> site;
    private final int most;

    private Studies(List<Path> files, Optional<String> site, int most) {
        this.files = List.copyOf(files);
        this.site = site;
        this.most = most;
    }

    /**
     * Studies that paths are or hold.
     *
     * @param site site that replaces what the source says; empty leaves it
     * @param most only the first so many studies, with all their parts; their names are kept in
     *     memory
     */
    static Studies in(List<Path> paths, Optional<String> site, int most) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            files.addAll(files(path));
        }
        return new Studies(files, site, most);
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw Failure.usage(
                    "%s does not exist: name a *.jsonl, a folder or %s", path, OPEN_I_REPORTS);
        }
        if (Files.isDirectory(path)) {
            return inFolder(path);
        }
        if (!isArchive(path) && !isLines(path)) {
            throw Failure.usage(
                    "%s is of no known kind: send *.jsonl, a folder or %s", path, OPEN_I_REPORTS);
        }
        return List.of(path);
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        for (String name : List.of("reports.jsonl", OPEN_I_REPORTS)) {
            if (Files.exists(folder.resolve(name))) {
                return List.of(folder.resolve(name));
            }
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(Studies::isLines).sorted().toList();
        }
        if (files.isEmpty()) {
            throw Failure.usage(
                    "%s holds neither reports.jsonl nor another *.jsonl nor %s: name the folder that does",
                    folder, OPEN_I_REPORTS);
        }
        return files;
    }

    private static boolean isArchive(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".tgz") || name.endsWith(".tar.gz");
    }

    private static boolean isLines(Path file) {
        return file.toString().endsWith(".jsonl");
    }

    @Override
    public List<Path> files() {
        return files;
    }

    @Override
    public String noun() {
        return files.stream().allMatch(Studies::isArchive) ? "file" : "line";
    }

    @Override
    public void read(Sink<Submission> sink) throws IOException, InterruptedException {
        Sizes sizes = Sizes.of(files);
        Sink<Submission> some = most == Integer.MAX_VALUE ? sink : limited(sink);
        boolean wanted = true;
        for (int i = 0; wanted && i < files.size(); i++) {
            Path file = files.get(i);
            wanted =
                    isArchive(file)
                            ? OpenIArchive.read(
                                    file, i, sizes, site.orElse(OpenIArchive.SITE), some)
                            : JsonLines.read(file, i, sizes, site, DEFAULT_SITE, some);
        }
    }

    private Sink<Submission> limited(Sink<Submission> sink) {
        Set<String> kept = new HashSet<>();
        return piece -> {
            if (piece instanceof Piece.Parcel<Submission> parcel) {
                String study = parcel.content().site() + "\n" + parcel.content().id();
                if (!kept.contains(study) && kept.size() == most) {
                    return true;
                }
                kept.add(study);
            }
            return sink.take(piece);
        };
    }
}
