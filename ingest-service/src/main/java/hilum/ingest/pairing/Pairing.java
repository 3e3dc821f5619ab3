package hilum.ingest.pairing;

import hilum.ingest.pairing.Identities.Person;
import hilum.radiology.Report;
import hilum.schemas.ImageReceived;
import hilum.schemas.ImageReference;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.schemas.Study;
import hilum.transport.TraceContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What has come of one accession, and what has left as a study. Immutable; its methods are the
 * legal transitions. A part that brings nothing new leaves what is shown as it is, so that what is
 * sent again makes no new version.
 *
 * <p>Editions that say their order make the same study in whatever order they arrive: the newest
 * report is shown, in its state, with the addenda that are no older than its text. One without
 * order counts as newer than all before it.
 *
 * @param site site that sent it
 * @param patient pseudonym, or null
 * @param dayOffset days since the patient's first study, or null
 * @param describedBy order of the part that named patient and day, or null
 * @param dayOf patient whose days these are; null for the patient itself
 * @param shownPatient whom the patient has become by merges; itself where there is none
 * @param shownDay the day as one of that patient
 * @param report the newest report as sent, before its addenda, blank when it was cancelled; null
 *     while none has come
 * @param status state of that report
 * @param editions orders under which that very text came, ascending; empty where it has none
 * @param replaced order of the newest report with another text before it, or null
 * @param addenda in the order of arrival; they wait here while there is no report
 * @param pictures images in the order of arrival
 * @param expectedImages images the report says to wait for; null when it says nothing
 * @param version the last one that left; 0 while none has
 * @param changed whether there is something that has not left yet
 * @param changedAt when the part that changed it was received, epoch milliseconds
 * @param trace trace of that part
 * @param due when it leaves at the latest, epoch milliseconds; 0 while nothing waits
 */
record Pairing(
        String site,
        String patient,
        Integer dayOffset,
        Long describedBy,
        String dayOf,
        String shownPatient,
        Integer shownDay,
        Report report,
        ReportStatus status,
        List<Long> editions,
        Long replaced,
        List<Addendum> addenda,
        List<Picture> pictures,
        Integer expectedImages,
        int version,
        boolean changed,
        long changedAt,
        TraceContext trace,
        long due) {

    /** An image's claim check, as {@link ImageReference} but without Avro. */
    record Picture(String sha256, String location, String mediaType, int width, int height) {
        static Picture of(ImageReference image) {
            return new Picture(
                    image.getSha256(),
                    image.getLocation(),
                    image.getMediaType(),
                    image.getWidth(),
                    image.getHeight());
        }

        ImageReference reference() {
            return new ImageReference(sha256, location, mediaType, width, height);
        }
    }

    /** States written before editions had an order, or merges were known, lack some of these. */
    Pairing {
        shownPatient = shownPatient == null ? patient : shownPatient;
        shownDay = shownDay == null ? dayOffset : shownDay;
        status = status == null ? ReportStatus.UNKNOWN : status;
        editions = editions == null ? List.of() : List.copyOf(editions);
        addenda = List.copyOf(addenda);
        pictures = List.copyOf(pictures);
    }

    /** An accession of which nothing has come yet. */
    static Pairing empty(String site) {
        return new Draft(site).done();
    }

    /** After a report or an addendum. */
    Pairing with(ReportReceived part, TraceContext of, Function<String, Person> identities) {
        Draft next = new Draft(this);
        next.describe(part.getPatient(), part.getDayOffset(), part.getOrder());
        if (part.getKind() == ReportKind.ADDENDUM) {
            next.amend(
                    new Addendum(
                            Optional.ofNullable(part.getAddendum()).orElse(""), part.getOrder()));
        } else {
            next.report(part);
        }
        return next.identified(identities).after(this, part.getReceivedAt(), of);
    }

    /** After an image. */
    Pairing with(ImageReceived part, TraceContext of, Function<String, Person> identities) {
        Draft next = new Draft(this);
        next.describe(part.getPatient(), part.getDayOffset(), null);
        next.picture(Picture.of(part.getImage()));
        return next.identified(identities).after(this, part.getReceivedAt(), of);
    }

    /** After a merge of patients. */
    Pairing merged(Function<String, Person> identities, Instant at, TraceContext of) {
        return new Draft(this).identified(identities).after(this, at, of);
    }

    private Pairing after(Pairing before, Instant at, TraceContext of) {
        if (shows(before)) {
            return this;
        }
        return new Draft(this).changed(at, of).done();
    }

    /** Whether its study would be the same. */
    private boolean shows(Pairing other) {
        return Objects.equals(shownPatient, other.shownPatient)
                && Objects.equals(shownDay, other.shownDay)
                && Objects.equals(report, other.report)
                && status == other.status
                && applied().equals(other.applied())
                && pictures.equals(other.pictures);
    }

    /** Texts of the addenda that belong to the report, the oldest first. */
    private List<String> applied() {
        if (report == null || status == ReportStatus.CANCELLED) {
            return List.of();
        }
        Long since = since();
        return addenda.stream()
                .filter(addendum -> addendum.follows(since))
                .sorted(Comparator.comparingLong(Addendum::place))
                .map(Addendum::text)
                .toList();
    }

    /** Since when the report has had its text; null where nobody says. */
    private Long since() {
        return editions.stream()
                .filter(order -> replaced == null || order > replaced)
                .findFirst()
                .orElse(null);
    }

    /** Whether a study can be made of what is here: an addendum alone is none. */
    boolean hasContent() {
        return report != null || !pictures.isEmpty();
    }

    /** Whether what has changed need not wait for anything more. */
    boolean complete() {
        if (!changed || !hasContent()) {
            return false;
        }
        if (report == null) {
            return version > 0;
        }
        return expectedImages == null
                ? version > 0 || !pictures.isEmpty()
                : pictures.size() >= expectedImages;
    }

    /** Whether it waits for its other half and has to be given a time to leave. */
    boolean startsWaiting() {
        return changed && hasContent() && due == 0 && !complete();
    }

    /** Whether images are known to be on their way. */
    boolean awaitsKnownImages() {
        return report != null && expectedImages != null;
    }

    Pairing waitingUntil(long time) {
        return new Draft(this).waitingUntil(time).done();
    }

    /** After its next version has left. */
    Pairing released() {
        return new Draft(this).released().done();
    }

    /** The study as it stands at this version. */
    Study study(String studyId) {
        Report amended = report == null ? Report.of("", "") : report;
        List<String> texts = applied();
        for (String addendum : texts) {
            amended = amended.amendedBy(addendum);
        }
        return Study.newBuilder()
                .setStudyId(studyId)
                .setVersion(version)
                .setSite(site)
                .setPatient(shownPatient)
                .setIndication(orNull(amended.indication()))
                .setComparison(orNull(amended.comparison()))
                .setTechnique(orNull(amended.technique()))
                .setFindings(orNull(amended.findings()))
                .setImpression(orNull(amended.impression()))
                .setAddenda(texts.size())
                .setStyle(style().orElse(null))
                .setStatus(status)
                .setImages(pictures.stream().map(Picture::reference).toList())
                .setDayOffset(shownDay)
                .setAcceptedAt(Instant.ofEpochMilli(changedAt))
                .build();
    }

    /** The site's habit, told by the report as it was sent. */
    private Optional<String> style() {
        if (report == null || report.isBlank()) {
            return Optional.empty();
        }
        if (report.findings().isEmpty()) {
            return Optional.of("impression-only");
        }
        return Optional.of(report.impression().isEmpty() ? "findings-only" : "full");
    }

    private static String orNull(String section) {
        return section.isEmpty() ? null : section;
    }
}
