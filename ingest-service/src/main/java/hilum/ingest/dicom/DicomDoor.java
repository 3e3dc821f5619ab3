package hilum.ingest.dicom;

import hilum.ingest.dicom.Outcome.Kind;
import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Edition;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.Radiograph;
import hilum.ingest.intake.Submission;
import hilum.ingest.pacs.Attributes;
import hilum.ingest.pacs.InstanceKey;
import hilum.ingest.pacs.Pacs;
import hilum.ingest.pacs.PacsFailure;
import hilum.ingest.pacs.Rendering;
import hilum.ingest.pacs.Tag;
import hilum.ingest.view.BodyPart;
import hilum.ingest.view.BurnedInText;
import hilum.ingest.view.FrontalView;
import hilum.ingest.view.Pixels;
import hilum.radiology.Report;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes one instance of the PACS: reads its header, judges it, has its frame rendered, and hands
 * what is left to the admission. Of the header only the accession, the patient and the study's date
 * go further, as pseudonyms. Safe for many threads.
 */
final class DicomDoor {
    /** Characters of a report at most, as at the other doors. */
    private static final int LONGEST_REPORT = 50_000;

    /** Longest side that the checks look at. */
    private static final int LOOKED_AT = 1_024;

    /** Above this share of one brightness, a window has left nothing to see. */
    private static final double FLAT = 0.95;

    /** Below this probability by the header alone, the picture is not asked. */
    private static final double SURELY_NOT = 0.1;

    private static final Set<String> IMAGES =
            Set.of("1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1");
    private static final String FOR_PROCESSING = "1.2.840.10008.5.1.4.1.1.1.1.1";
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    private final Pacs pacs;
    private final String site;
    private final double leastFrontal;
    private final Pseudonyms pseudonyms;
    private final Admission admission;
    private final Quarantine quarantine;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param leastFrontal probability of a frontal view from which an image is taken
     * @param patience how long the broker may take to acknowledge
     */
    DicomDoor(
            Pacs pacs,
            String site,
            double leastFrontal,
            Pseudonyms pseudonyms,
            Admission admission,
            Quarantine quarantine,
            Duration patience,
            Clock clock) {
        this.pacs = pacs;
        this.site = site;
        this.leastFrontal = leastFrontal;
        this.pseudonyms = pseudonyms;
        this.admission = admission;
        this.quarantine = quarantine;
        this.patience = patience;
        this.clock = clock;
    }

    /** Pseudonym of whatever names an instance. */
    String id(String reference) {
        return pseudonyms.study(site, reference);
    }

    /**
     * Takes an instance, or says why not.
     *
     * @throws PacsFailure if the PACS does not give it, or gives half of it
     * @throws DependencyUnavailable if broker, registry or store do not take it now
     */
    Outcome take(InstanceKey key) throws PacsFailure, InterruptedException {
        return take(key, false);
    }

    /** The same for an image that somebody has looked at: it is not held again. */
    Outcome release(InstanceKey key) throws PacsFailure, InterruptedException {
        return take(key, true);
    }

    private Outcome take(InstanceKey key, boolean looked) throws PacsFailure, InterruptedException {
        Attributes header = pacs.metadata(key);
        return switch (header.code(Tag.MODALITY)) {
            case "CR", "DX" -> takeImage(key, header, looked);
            case "SR" -> takeReport(key, header);
            default -> Outcome.of(Kind.PASSED_OVER, "modality");
        };
    }

    private Outcome takeImage(InstanceKey key, Attributes header, boolean looked)
            throws PacsFailure, InterruptedException {
        Optional<Outcome> no = unfit(header);
        if (no.isPresent()) {
            return no.get();
        }
        Optional<String> marked = looked ? Optional.empty() : BurnedInText.marked(header);
        if (marked.isPresent()) {
            return hold(key, header, marked.get());
        }
        Picture picture = picture(key, header);
        FrontalView view = FrontalView.of(header, picture.pixels());
        if (view.probability() < leastFrontal) {
            return Outcome.of(Kind.PASSED_OVER, "view").of(view);
        }
        if (!looked && BurnedInText.seen(picture.pixels())) {
            return hold(key, header, "text in the picture").of(view);
        }
        return admitted(submission(header, Optional.empty()), List.of(picture.radiograph()))
                .of(view);
    }

    /** What the header alone excludes. */
    private Optional<Outcome> unfit(Attributes header) {
        String sopClass = header.text(Tag.SOP_CLASS_UID).orElse("");
        if (sopClass.equals(FOR_PROCESSING)
                || header.code(Tag.PRESENTATION_INTENT_TYPE).equals("FOR PROCESSING")) {
            return Optional.of(Outcome.of(Kind.PASSED_OVER, "for-processing"));
        }
        if (!IMAGES.contains(sopClass) && !sopClass.startsWith(SECONDARY_CAPTURE)) {
            return Optional.of(Outcome.of(Kind.PASSED_OVER, "class"));
        }
        if (!BodyPart.isChest(header).orElse(true)) {
            return Optional.of(Outcome.of(Kind.PASSED_OVER, "body-part"));
        }
        FrontalView told = FrontalView.of(header);
        if (told.probability() < SURELY_NOT) {
            return Optional.of(Outcome.of(Kind.PASSED_OVER, "view").of(told));
        }
        if (header.number(Tag.NUMBER_OF_FRAMES).orElse(1.0) > 1) {
            return Optional.of(Outcome.of(Kind.REFUSED, "frames"));
        }
        return header.text(Tag.ACCESSION_NUMBER).isPresent()
                ? Optional.empty()
                : Optional.of(Outcome.of(Kind.REFUSED, "accession"));
    }

    private Outcome hold(InstanceKey key, Attributes header, String reason) {
        try {
            boolean held =
                    quarantine.hold(
                            new Quarantine.Held(
                                    id(key.instance()),
                                    pseudonyms.study(
                                            site, header.text(Tag.ACCESSION_NUMBER).orElse("")),
                                    reason,
                                    clock.instant(),
                                    key.line()));
            return held ? Outcome.of(Kind.HELD, reason) : Outcome.of(Kind.PASSED_OVER, "erased");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The quarantine can't be written: free space in the folder of hilum.ingest.dicom.state",
                    e);
        }
    }

    /** The picture as its reader is to see it, for whoever decides about what is held. */
    byte[] show(InstanceKey key) throws PacsFailure, InterruptedException {
        return picture(key, pacs.metadata(key)).radiograph().png();
    }

    /** A picture as it is kept, and as the checks look at it. */
    private record Picture(Radiograph radiograph, Pixels pixels) {
        boolean empty() {
            return pixels.flatness() > FLAT;
        }
    }

    private Picture picture(InstanceKey key, Attributes header)
            throws PacsFailure, InterruptedException {
        Rendering asked = Rendering.of(header, Radiograph.LONGEST_SIDE, Radiograph.MOST_PIXELS);
        Picture picture = decoded(pacs.rendered(key, asked));
        if (picture.empty() && asked.window().isPresent()) {
            // Some headers name a window in which nothing lies.
            picture = decoded(pacs.rendered(key, asked.wholeRange()));
        }
        if (picture.empty()) {
            throw PacsFailure.of("The picture that came shows nothing");
        }
        return picture;
    }

    /** A picture that can't be decoded is half an answer: the next one may be whole. */
    private static Picture decoded(byte[] rendered) throws PacsFailure, InterruptedException {
        try {
            Radiograph radiograph = Radiograph.of(rendered);
            return new Picture(radiograph, Pixels.of(radiograph.png(), LOOKED_AT));
        } catch (ProblemException e) {
            throw PacsFailure.of("The picture that came can't be taken: " + e.getMessage());
        }
    }

    private Outcome takeReport(InstanceKey key, Attributes document)
            throws PacsFailure, InterruptedException {
        if (!StructuredReport.isText(document.text(Tag.SOP_CLASS_UID).orElse(""))) {
            return Outcome.of(Kind.PASSED_OVER, "class");
        }
        Optional<Outcome> no = unfit(pacs.series(key.study()), document);
        if (no.isPresent()) {
            return no.get();
        }
        StructuredReport content = StructuredReport.of(document);
        Report report = content.report();
        int length =
                report.indication().length()
                        + report.comparison().length()
                        + report.technique().length()
                        + report.text().length()
                        + content.addendum().map(String::length).orElse(0);
        if (report.isBlank() && content.addendum().isEmpty()) {
            return Outcome.of(Kind.REFUSED, "no-text");
        }
        if (length > LONGEST_REPORT) {
            return Outcome.of(Kind.REFUSED, "too-long");
        }
        return document.text(Tag.ACCESSION_NUMBER).isEmpty()
                ? Outcome.of(Kind.REFUSED, "accession")
                : admitted(submission(document, Optional.of(content)), List.of());
    }

    /** A report is one of the chest when its study has a radiograph of the chest. */
    private static Optional<Outcome> unfit(List<Attributes> series, Attributes document) {
        List<Attributes> radiographs =
                series.stream()
                        .filter(each -> Set.of("CR", "DX").contains(each.code(Tag.MODALITY)))
                        .toList();
        if (radiographs.isEmpty()) {
            boolean others =
                    series.stream()
                            .anyMatch(
                                    each ->
                                            !Set.of("SR", "PR", "KO", "OT", "DOC")
                                                    .contains(each.code(Tag.MODALITY)));
            return Optional.of(
                    others
                            ? Outcome.of(Kind.PASSED_OVER, "modality")
                            : Outcome.of(Kind.LATER, "no-images"));
        }
        boolean chest =
                radiographs.stream().anyMatch(each -> BodyPart.isChest(each).orElse(false))
                        || BodyPart.isChest(document).orElse(true)
                                && radiographs.stream()
                                        .anyMatch(each -> BodyPart.isChest(each).isEmpty());
        return chest ? Optional.empty() : Optional.of(Outcome.of(Kind.PASSED_OVER, "body-part"));
    }

    private Submission submission(Attributes header, Optional<StructuredReport> content) {
        String accession = header.text(Tag.ACCESSION_NUMBER).orElseThrow();
        Optional<String> patient = header.text(Tag.PATIENT_ID);
        return new Submission(
                accession,
                site,
                patient,
                content.map(StructuredReport::report).filter(report -> !report.isBlank()),
                content.flatMap(StructuredReport::addendum),
                patient.flatMap(
                        p ->
                                header.text(Tag.STUDY_DATE)
                                        .flatMap(Identifiers::day)
                                        .map(day -> pseudonyms.day(site, p, day))),
                Optional.empty(),
                content.flatMap(
                        c ->
                                c.written()
                                        .map(
                                                at ->
                                                        new Edition(
                                                                c.status(),
                                                                pseudonyms.order(
                                                                        site, accession, at)))),
                Identifiers.of(header));
    }

    private Outcome admitted(Submission submission, List<Radiograph> images)
            throws InterruptedException {
        return Outcome.taken(Intake.acknowledged(admission.admit(submission, images), patience));
    }
}
