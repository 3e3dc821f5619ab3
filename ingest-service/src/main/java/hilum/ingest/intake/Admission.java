package hilum.ingest.intake;

import hilum.ingest.privacy.Scrubber;
import hilum.ingest.reidentification.Identity;
import hilum.ingest.reidentification.Register;
import hilum.radiology.Report;
import hilum.schemas.ImageReceived;
import hilum.schemas.ImageReference;
import hilum.schemas.PatientMerge;
import hilum.schemas.ReportKind;
import hilum.schemas.ReportReceived;
import hilum.schemas.ReportStatus;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import hilum.transport.ArtifactStore;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Admits submissions: identifiers become pseudonyms, prose is scrubbed, images are stored in the
 * study's folder, events are handed to the intake, images first. Nothing of a submission that is
 * refused leaves an event behind. Safe for many threads.
 */
public final class Admission {
    private final Pseudonyms pseudonyms;
    private final Scrubber scrubber;
    private final StudyImages studyImages;
    private final Intake intake;
    private final Clock clock;
    private final Register register;

    /** An admission that keeps no way back from its pseudonyms. */
    public Admission(
            Pseudonyms pseudonyms,
            Scrubber scrubber,
            ArtifactStore store,
            Intake intake,
            Clock clock) {
        this(pseudonyms, scrubber, store, intake, clock, Register.none());
    }

    public Admission(
            Pseudonyms pseudonyms,
            Scrubber scrubber,
            ArtifactStore store,
            Intake intake,
            Clock clock,
            Register register) {
        this.pseudonyms = pseudonyms;
        this.scrubber = scrubber;
        studyImages = new StudyImages(store);
        this.intake = intake;
        this.clock = clock;
        this.register = register;
    }

    /**
     * Admits one submission.
     *
     * @param images what came with it, decoded
     * @return completes when the broker has acknowledged everything
     * @throws hilum.transport.http.ProblemException 507 if an image can't be stored, or the
     *     re-identification table not be written where there is one
     */
    public CompletableFuture<Receipt> admit(Submission submission, List<Radiograph> images) {
        String study = pseudonyms.study(submission.site(), submission.id());
        String patient =
                submission
                        .patient()
                        .map(p -> pseudonyms.patient(submission.site(), p))
                        .orElse(null);
        register(submission, study, patient);
        Instant now = clock.instant();
        TraceContext trace = TraceContext.start();
        List<Outgoing> events = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        for (Radiograph image : images) {
            ImageReference reference = keep(study, image);
            hashes.add(reference.getSha256());
            events.add(
                    event(
                            Topic.INTAKE_IMAGES,
                            received(submission, study, patient, reference, now),
                            study,
                            trace));
        }
        Scrubber.OfMessage prose = scrubber.of(submission.named());
        submission
                .report()
                .map(report -> received(submission, study, patient, report, prose, now))
                .ifPresent(report -> events.add(event(Topic.INTAKE_REPORTS, report, study, trace)));
        submission
                .addendum()
                .map(addendum -> received(submission, study, patient, addendum, prose, now))
                .ifPresent(report -> events.add(event(Topic.INTAKE_REPORTS, report, study, trace)));
        Receipt receipt = new Receipt(study, study, hashes);
        return intake.publish(events).thenApply(acknowledged -> receipt);
    }

    /**
     * Admits merges of patients.
     *
     * @return completes when the broker has acknowledged all of them
     * @throws hilum.transport.http.ProblemException 507 if the re-identification table can't be
     *     written where there is one
     */
    public CompletableFuture<Void> merge(List<Merge> merges) {
        return intake.publish(merges.stream().map(this::merged).toList());
    }

    private Outgoing merged(Merge merge) {
        PatientMerge event =
                PatientMerge.newBuilder()
                        .setMerged(pseudonyms.patient(merge.site(), merge.merged()))
                        .setSurviving(pseudonyms.patient(merge.site(), merge.surviving()))
                        .setSite(merge.site())
                        .setDays(
                                pseudonyms.daysBetween(
                                        merge.site(), merge.merged(), merge.surviving()))
                        .setOrder(pseudonyms.order(merge.site(), merge.time()))
                        .setReceivedAt(clock.instant())
                        .build();
        register(
                List.of(
                        patient(event.getMerged(), merge.site(), merge.merged()),
                        patient(event.getSurviving(), merge.site(), merge.surviving())));
        String key = event.getMerged() + "/" + event.getSurviving();
        return Outgoing.of(
                Topic.IDENTITIES, key, event, key + "/" + event.getOrder(), TraceContext.start());
    }

    private static Identity patient(String pseudonym, String site, String patient) {
        return new Identity(pseudonym, Identity.Kind.PATIENT, site, patient);
    }

    private void register(Submission submission, String study, String patient) {
        List<Identity> identities = new ArrayList<>();
        identities.add(
                new Identity(study, Identity.Kind.STUDY, submission.site(), submission.id()));
        if (patient != null) {
            identities.add(patient(patient, submission.site(), submission.patient().orElseThrow()));
        }
        register(identities);
    }

    /** Before anything is published: what a site wants to find again must not travel without it. */
    private void register(List<Identity> identities) {
        try {
            register.keep(identities);
        } catch (IOException e) {
            throw Refusal.register(reason(e));
        }
    }

    private ImageReference keep(String study, Radiograph image) {
        try {
            return ImageReference.newBuilder()
                    .setSha256(Sha256.hex(image.png()))
                    .setLocation(studyImages.keep(study, image))
                    .setMediaType("image/png")
                    .setWidth(image.width())
                    .setHeight(image.height())
                    .build();
        } catch (IOException e) {
            throw Refusal.storage(reason(e));
        }
    }

    /** The system's words without the path, which is no business of the sender. */
    private static String reason(IOException e) {
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        boolean ofTheSystem = e.getClass() == IOException.class && e.getCause() == null;
        return ofTheSystem && e.getMessage() != null
                ? e.getMessage()
                : e.getClass().getSimpleName();
    }

    private static ImageReceived received(
            Submission submission,
            String study,
            String patient,
            ImageReference image,
            Instant now) {
        return ImageReceived.newBuilder()
                .setAccession(study)
                .setSite(submission.site())
                .setPatient(patient)
                .setImage(image)
                .setDayOffset(submission.dayOffset().orElse(null))
                .setReceivedAt(now)
                .build();
    }

    private static ReportReceived.Builder received(
            Submission submission, String study, String patient, Instant now) {
        return ReportReceived.newBuilder()
                .setAccession(study)
                .setSite(submission.site())
                .setPatient(patient)
                .setDayOffset(submission.dayOffset().orElse(null))
                .setExpectedImages(submission.expectedImages().orElse(null))
                .setStatus(submission.edition().map(Edition::status).orElse(ReportStatus.UNKNOWN))
                .setOrder(submission.edition().map(Edition::order).orElse(null))
                .setReceivedAt(now);
    }

    private static ReportReceived received(
            Submission submission,
            String study,
            String patient,
            Report report,
            Scrubber.OfMessage prose,
            Instant now) {
        return received(submission, study, patient, now)
                .setKind(ReportKind.REPORT)
                .setIndication(orNull(prose.scrub(report.indication())))
                .setComparison(orNull(prose.scrub(report.comparison())))
                .setTechnique(orNull(prose.scrub(report.technique())))
                .setFindings(orNull(prose.scrub(report.findings())))
                .setImpression(orNull(prose.scrub(report.impression())))
                .build();
    }

    private static ReportReceived received(
            Submission submission,
            String study,
            String patient,
            String addendum,
            Scrubber.OfMessage prose,
            Instant now) {
        return received(submission, study, patient, now)
                .setKind(ReportKind.ADDENDUM)
                .setAddendum(prose.scrub(addendum))
                .build();
    }

    private static String orNull(String section) {
        return section.isEmpty() ? null : section;
    }

    private static Outgoing event(
            Topic topic,
            org.apache.avro.specific.SpecificRecord value,
            String study,
            TraceContext trace) {
        return Outgoing.of(topic, study, value, java.util.UUID.randomUUID().toString(), trace);
    }
}
