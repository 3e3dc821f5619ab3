package hilum.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.send.Receipt;
import hilum.cli.send.Submission;
import hilum.radiology.Report;
import hilum.radiology.SectionParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the stream has been given, study by study, in its final state: the newest report with its
 * addenda, and every image. Worked out from what was sent; of the answers only the images' hashes
 * are taken, because the intake encodes images anew.
 */
final class SentStudies {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 16;

    private final SecretKeySpec key;
    private final Map<String, State> states = new LinkedHashMap<>();
    private int accepted;
    private int rejected;

    /** One study as it stands. */
    private static final class State {
        private Report report;
        private final Set<String> addenda = new LinkedHashSet<>();
        private final Set<String> images = new LinkedHashSet<>();
        private int imagesUnknown;
    }

    /**
     * A study as the stream has to end up holding it.
     *
     * @param images SHA-256 of each
     */
    record FinalStudy(String studyId, Report report, List<String> images) {}

    /** Reads the key with which the stack makes study ids. */
    SentStudies(Path keyFile) throws IOException {
        byte[] bytes = Files.readAllBytes(keyFile);
        key = new SecretKeySpec(Arrays.copyOf(bytes, bytes.length), ALGORITHM);
    }

    /** Takes note of one answer of the intake. */
    void add(Receipt receipt) {
        switch (receipt) {
            case Receipt.Refused refused -> rejected++;
            case Receipt.Accepted taken -> {
                accepted++;
                State state =
                        states.computeIfAbsent(studyId(taken.submission()), id -> new State());
                taken(state, taken.submission().json());
                state.images.addAll(taken.images());
                if (taken.images().isEmpty()) {
                    state.imagesUnknown += taken.submission().images().size();
                }
            }
        }
    }

    /**
     * As the intake has it: a new report replaces the one before with its addenda; what is the same
     * changes nothing.
     */
    private static void taken(State state, JsonNode json) {
        Report report =
                json.hasNonNull("text")
                        ? SectionParser.parse(json.path("text").asText())
                        : new Report(
                                json.path("indication").asText(""),
                                json.path("comparison").asText(""),
                                json.path("technique").asText(""),
                                json.path("findings").asText(""),
                                json.path("impression").asText(""));
        if (!report.isBlank() && !report.equals(state.report)) {
            if (state.report != null) {
                state.addenda.clear();
            }
            state.report = report;
        }
        String addendum = json.path("addendum").asText("").strip();
        if (!addendum.isEmpty()) {
            state.addenda.add(addendum);
        }
    }

    private String studyId(Submission submission) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest =
                    mac.doFinal(
                            (submission.site() + "\n" + submission.id())
                                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** Images whose hash no answer has told, because they went to a PACS. */
    int imagesUnknown() {
        return states.values().stream().mapToInt(state -> state.imagesUnknown).sum();
    }

    /**
     * Every study that says or shows something.
     *
     * @param seen hashes of the images that the stream holds, by study; what was sent to a PACS is
     *     looked up there, and one that is not there stands as one that nothing can match
     */
    Collection<FinalStudy> studies(Map<String, List<String>> seen) {
        List<FinalStudy> studies = new ArrayList<>();
        states.forEach(
                (id, state) -> {
                    Report report = state.report == null ? Report.of("", "") : state.report;
                    if (state.report != null) {
                        for (String addendum : state.addenda) {
                            report = report.amendedBy(addendum);
                        }
                    }
                    List<String> images = new ArrayList<>(state.images);
                    List<String> arrived = seen.getOrDefault(id, List.of());
                    for (int i = 0; i < state.imagesUnknown; i++) {
                        images.add(
                                i < arrived.size()
                                        ? arrived.get(i)
                                        : "never arrived: %016d".formatted(i));
                    }
                    if (state.report != null || !images.isEmpty()) {
                        studies.add(new FinalStudy(id, report, images));
                    }
                });
        return studies;
    }

    /** Submissions that were acknowledged. */
    int accepted() {
        return accepted;
    }

    /** Submissions that were refused. */
    int rejected() {
        return rejected;
    }
}
