package hilum.ingest.intake;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.ingest.privacy.Named;
import hilum.radiology.Report;
import hilum.radiology.SectionParser;
import hilum.transport.http.ProblemException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the JSON of one study. Fields it does not know are ignored, so that senders may carry their
 * own. Control characters other than tab and line breaks become blanks. Immutable.
 */
public final class SubmissionReader {
    /** Characters of a report at most, all its sections together. */
    public static final int LONGEST_REPORT = 50_000;

    private static final int MOST_IMAGES = 16;
    private static final int FURTHEST_DAY = 100_000;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    private static final Pattern SITE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\n\\r]]");
    private static final Pattern LONE_SURROGATE =
            Pattern.compile(
                    "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

    private final String defaultSite;

    /**
     * @param defaultSite site of studies that name none
     */
    public SubmissionReader(String defaultSite) {
        if (!SITE.matcher(defaultSite).matches()) {
            throw new IllegalArgumentException(
                    "Default site %s is no site name: have hilum.ingest.default-site use lower-case letters, digits and hyphens"
                            .formatted(defaultSite));
        }
        this.defaultSite = defaultSite;
    }

    /**
     * Reads one study.
     *
     * @param body JSON in UTF-8
     * @param images images that come in the same request
     * @throws ProblemException if it can't be taken: 400 when it is no JSON object, 422 otherwise
     */
    public Submission read(byte[] body, int images) {
        JsonNode study = parse(body);
        if (images > MOST_IMAGES) {
            throw Refusal.invalid(
                    "image",
                    "The request has %d images where at most %d are taken: send the others in a later request"
                            .formatted(images, MOST_IMAGES));
        }
        refuseImagesByPath(study, images);
        String id =
                text(study, "id")
                        .orElseThrow(
                                () ->
                                        Refusal.invalid(
                                                "id",
                                                "The study has no id: give its accession number"));
        Submission submission =
                new Submission(
                        identifier("id", id),
                        site(study),
                        text(study, "patient").map(p -> identifier("patient", p)),
                        report(study),
                        text(study, "addendum").map(a -> prose("addendum", a)),
                        number(study, "dayOffset", -FURTHEST_DAY, FURTHEST_DAY),
                        images > 0
                                ? Optional.of(images)
                                : number(study, "expectedImages", 0, MOST_IMAGES),
                        Optional.empty(),
                        Named.nothing());
        if (!submission.hasText() && images == 0) {
            throw Refusal.empty();
        }
        return submission;
    }

    /**
     * The study that a request names by {@code id} and {@code site} as the sender knows it: hashed
     * at once, so that the accession goes no further.
     *
     * @throws ProblemException 422 if it is named by nothing that can be an accession
     */
    public String study(JsonNode request, Pseudonyms pseudonyms) {
        String id =
                text(request, "id")
                        .orElseThrow(
                                () ->
                                        Refusal.invalid(
                                                "id",
                                                "The request names no study: give id and site as they were sent, or studyId"));
        return pseudonyms.study(site(request), identifier("id", id));
    }

    /** The site that a study names, or the default; empty where none is legible. */
    public Optional<String> siteOf(byte[] body) {
        try {
            return Optional.of(site(parse(body)));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(byte[] body) {
        return JsonBody.object(body, "one study as {\"id\": …}");
    }

    private static void refuseImagesByPath(JsonNode study, int images) {
        if (images == 0 && study.path("images").size() > 0) {
            throw Refusal.invalid(
                    "images",
                    "Images can't be sent by path: send multipart/form-data with the JSON as part study and each file as part image");
        }
    }

    /** Whether a sender may call itself so. */
    public static boolean isSite(String name) {
        return SITE.matcher(name).matches();
    }

    private String site(JsonNode study) {
        String site = text(study, "site").orElse(defaultSite);
        if (!isSite(site)) {
            throw Refusal.invalid(
                    "site",
                    "The site is no site name: use up to 64 lower-case letters, digits and hyphens");
        }
        return site;
    }

    private static Optional<Report> report(JsonNode study) {
        Optional<String> whole = text(study, "text").map(t -> prose("text", t));
        Report sections =
                new Report(
                        section(study, "indication"),
                        section(study, "comparison"),
                        section(study, "technique"),
                        section(study, "findings"),
                        section(study, "impression"));
        int length =
                sections.indication().length()
                        + sections.comparison().length()
                        + sections.technique().length()
                        + sections.text().length();
        limit("report", length);
        if (whole.isPresent() && length > 0) {
            throw Refusal.invalid(
                    "text", "The study has both a text and sections: send the one or the other");
        }
        Report report = whole.map(SectionParser::parse).orElse(sections);
        return whole.isPresent() || length > 0 ? Optional.of(report) : Optional.empty();
    }

    private static String section(JsonNode study, String field) {
        return text(study, field).map(t -> prose(field, t)).orElse("");
    }

    /**
     * Text as every door takes it: bounded, printable, without blanks at both ends.
     *
     * @param field what a refusal names
     * @throws ProblemException 422 if it is longer than a report
     */
    public static String prose(String field, String text) {
        limit(field, text.length());
        String printable = CONTROL.matcher(text).replaceAll(" ");
        return LONE_SURROGATE.matcher(printable).replaceAll("\ufffd").strip();
    }

    private static void limit(String field, int length) {
        if (length > LONGEST_REPORT) {
            throw Refusal.invalid(
                    field,
                    "Field %s has %d characters where a report has at most %d: check that it is one report"
                            .formatted(field, length, LONGEST_REPORT));
        }
    }

    private static String identifier(String field, String value) {
        if (!IDENTIFIER.matcher(value).matches() || value.contains("..")) {
            throw Refusal.invalid(
                    field,
                    "Field %s is no identifier: use 1 to 128 of letters, digits, '.', '_', ':' and '-', beginning with a letter or digit, without '..'"
                            .formatted(field));
        }
        return value;
    }

    /** A text field; absent, null and blank are the same. */
    private static Optional<String> text(JsonNode study, String field) {
        JsonNode value = study.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.invalid(
                    field, "Field %s is no text: send a JSON string".formatted(field));
        }
        return Optional.of(value.textValue()).filter(t -> !t.isBlank());
    }

    private static Optional<Integer> number(JsonNode study, String field, int least, int most) {
        JsonNode value = study.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw Refusal.invalid(
                    field,
                    "Field %s is no whole number from %d to %d: correct it or leave it out"
                            .formatted(field, least, most));
        }
        return Optional.of(value.intValue());
    }
}
