package hilum.cli.send;

import hilum.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a path holds, in the order in which it is to be sent.
 *
 * @param submissions studies and later parts of them
 * @param skipped studies that the source holds but that say nothing, and why
 */
public record StudySource(List<Submission> submissions, List<String> skipped) {
    /** Site of studies that name none. */
    private static final String DEFAULT_SITE = "local";

    private static final String OPEN_I_REPORTS = "NLMCXR_reports.tgz";

    public StudySource {
        submissions = List.copyOf(submissions);
        skipped = List.copyOf(skipped);
    }

    /**
     * Opens a file or folder.
     *
     * @param path reports as JSON lines, a folder with {@code reports.jsonl} or other JSON lines,
     *     or Open-I's archive or a folder that holds it
     * @param site site that replaces what the source says; empty leaves it
     */
    public static StudySource open(Path path, Optional<String> site) throws IOException {
        if (!Files.exists(path)) {
            throw Failure.usage(
                    "%s does not exist: name a *.jsonl, a folder or %s", path, OPEN_I_REPORTS);
        }
        if (Files.isDirectory(path)) {
            return openFolder(path, site);
        }
        String name = path.getFileName().toString();
        if (name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
            return OpenIArchive.read(path, site.orElse(OpenIArchive.SITE));
        }
        if (name.endsWith(".jsonl")) {
            return JsonLines.read(path, site, DEFAULT_SITE);
        }
        throw Failure.usage(
                "%s is of no known kind: send *.jsonl, a folder or %s", path, OPEN_I_REPORTS);
    }

    private static StudySource openFolder(Path folder, Optional<String> site) throws IOException {
        if (Files.exists(folder.resolve("reports.jsonl"))) {
            return open(folder.resolve("reports.jsonl"), site);
        }
        if (Files.exists(folder.resolve(OPEN_I_REPORTS))) {
            return open(folder.resolve(OPEN_I_REPORTS), site);
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
        if (files.isEmpty()) {
            throw Failure.usage(
                    "%s holds neither reports.jsonl nor another *.jsonl nor %s: name the folder that does",
                    folder, OPEN_I_REPORTS);
        }
        List<Submission> submissions = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path file : files) {
            StudySource part = open(file, site);
            submissions.addAll(part.submissions);
            skipped.addAll(part.skipped);
        }
        return new StudySource(submissions, skipped);
    }

    /** The first n studies with all their parts. */
    public StudySource limit(int studies) {
        Set<String> kept = new LinkedHashSet<>();
        List<Submission> some = new ArrayList<>();
        for (Submission submission : submissions) {
            String study = submission.site() + "\n" + submission.id();
            if (kept.contains(study) || kept.size() < studies) {
                kept.add(study);
                some.add(submission);
            }
        }
        return new StudySource(some, skipped);
    }

    /** Number of different studies. */
    public int studies() {
        return (int)
                submissions.stream().map(each -> each.site() + "\n" + each.id()).distinct().count();
    }
}
