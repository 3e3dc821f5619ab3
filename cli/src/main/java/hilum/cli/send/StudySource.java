package hilum.cli.send;

import hilum.cli.Failure;
import hilum.cli.archive.Piece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a path holds, in memory and in the order in which it is to be sent: for what works on a
 * known set of studies, while {@code send} reads its archives as a stream.
 *
 * @param submissions studies and later parts of them
 * @param skipped studies that the source holds but that say nothing, and why
 */
public record StudySource(List<Submission> submissions, List<String> skipped) {
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
        Studies studies = Studies.in(List.of(path), site, Integer.MAX_VALUE);
        List<Submission> submissions = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        try {
            studies.read(
                    piece -> {
                        switch (piece) {
                            case Piece.Parcel<Submission> parcel ->
                                    submissions.add(parcel.content());
                            case Piece.Unreadable<Submission> unreadable ->
                                    skipped.add(
                                            "%s, %s %d: %s"
                                                    .formatted(
                                                            studies.files()
                                                                    .get(piece.place().file())
                                                                    .getFileName(),
                                                            studies.noun(),
                                                            piece.place().number(),
                                                            unreadable.why()));
                        }
                        return true;
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while reading %s: read it again", path);
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
