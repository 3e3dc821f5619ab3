package hilum.ingest.pairing;

import hilum.radiology.Report;
import hilum.schemas.ImageReceived;
import hilum.schemas.ImageReference;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.Study;
import hilum.transport.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What has come of one accession, and what has left as a study. Immutable; its methods are the
 * legal transitions. A part that brings nothing new leaves it as it is, so that what is sent again
 * makes no new version.
 *
 * @param site site that sent it
 * @param patient pseudonym, or null
 * @param dayOffset days since the patient's first study, or null
 * @param report the newest report as sent, before its addenda; null while none has come
 * @param addenda texts in the order of arrival; they wait here while there is no report
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
        Report report,
        List<String> addenda,
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

    Pairing {
        addenda = List.copyOf(addenda);
        pictures = List.copyOf(pictures);
    }

    /** An accession of which nothing has come yet. */
    static Pairing empty(String site) {
        return new Pairing(
                site, null, null, null, List.of(), List.of(), null, 0, false, 0, null, 0);
    }

    /** After a report or an addendum. */
    Pairing with(ReportReceived part, TraceContext of) {
        Pairing next = described(part.getPatient(), part.getDayOffset());
        if (part.getKind() == ReportKind.ADDENDUM) {
            next = next.amended(Optional.ofNullable(part.getAddendum()).orElse(""));
        } else {
            next = next.reported(sections(part), part.getExpectedImages());
        }
        return next.same(this) ? this : next.touched(part.getReceivedAt(), of);
    }

    /** After an image. */
    Pairing with(ImageReceived part, TraceContext of) {
        Pairing next =
                described(part.getPatient(), part.getDayOffset())
                        .pictured(Picture.of(part.getImage()));
        return next.same(this) ? this : next.touched(part.getReceivedAt(), of);
    }

    private static Report sections(ReportReceived part) {
        return new Report(
                part.getIndication(),
                part.getComparison(),
                part.getTechnique(),
                part.getFindings(),
                part.getImpression());
    }

    private Pairing described(String newPatient, Integer newDay) {
        return copy(
                newPatient == null ? patient : newPatient,
                newDay == null ? dayOffset : newDay,
                report,
                addenda,
                pictures,
                expectedImages);
    }

    /** A new report replaces the old one and its addenda; the first one takes those that waited. */
    private Pairing reported(Report next, Integer expected) {
        if (next.equals(report)) {
            return this;
        }
        return copy(
                patient, dayOffset, next, report == null ? addenda : List.of(), pictures, expected);
    }

    private Pairing amended(String text) {
        if (text.isBlank() || addenda.contains(text)) {
            return this;
        }
        List<String> more = new ArrayList<>(addenda);
        more.add(text);
        return copy(patient, dayOffset, report, more, pictures, expectedImages);
    }

    private Pairing pictured(Picture picture) {
        if (pictures.stream().anyMatch(p -> p.sha256().equals(picture.sha256()))) {
            return this;
        }
        List<Picture> more = new ArrayList<>(pictures);
        more.add(picture);
        return copy(patient, dayOffset, report, addenda, more, expectedImages);
    }

    private Pairing copy(
            String newPatient,
            Integer newDay,
            Report newReport,
            List<String> newAddenda,
            List<Picture> newPictures,
            Integer expected) {
        return new Pairing(
                site,
                newPatient,
                newDay,
                newReport,
                newAddenda,
                newPictures,
                expected,
                version,
                changed,
                changedAt,
                trace,
                due);
    }

    private boolean same(Pairing other) {
        return Objects.equals(patient, other.patient)
                && Objects.equals(dayOffset, other.dayOffset)
                && Objects.equals(report, other.report)
                && addenda.equals(other.addenda)
                && pictures.equals(other.pictures);
    }

    private Pairing touched(Instant at, TraceContext of) {
        return new Pairing(
                site,
                patient,
                dayOffset,
                report,
                addenda,
                pictures,
                expectedImages,
                version,
                true,
                at.toEpochMilli(),
                of,
                due);
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
        return new Pairing(
                site,
                patient,
                dayOffset,
                report,
                addenda,
                pictures,
                expectedImages,
                version,
                changed,
                changedAt,
                trace,
                time);
    }

    /** After its next version has left. */
    Pairing released() {
        return new Pairing(
                site,
                patient,
                dayOffset,
                report,
                addenda,
                pictures,
                expectedImages,
                version + 1,
                false,
                changedAt,
                trace,
                0);
    }

    /** The study as it stands at this version. */
    Study study(String studyId) {
        Report amended = report == null ? Report.of("", "") : report;
        for (String addendum : report == null ? List.<String>of() : addenda) {
            amended = amended.amendedBy(addendum);
        }
        return Study.newBuilder()
                .setStudyId(studyId)
                .setVersion(version)
                .setSite(site)
                .setPatient(patient)
                .setIndication(orNull(amended.indication()))
                .setComparison(orNull(amended.comparison()))
                .setTechnique(orNull(amended.technique()))
                .setFindings(orNull(amended.findings()))
                .setImpression(orNull(amended.impression()))
                .setAddenda(report == null ? 0 : addenda.size())
                .setStyle(style().orElse(null))
                .setImages(pictures.stream().map(Picture::reference).toList())
                .setDayOffset(dayOffset)
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
