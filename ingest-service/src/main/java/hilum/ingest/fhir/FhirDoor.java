package hilum.ingest.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.Reception;
import hilum.ingest.fhir.report.Examinations;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.fhir.report.FhirRefusal;
import hilum.ingest.fhir.report.Reading;
import hilum.ingest.fhir.report.References;
import hilum.ingest.fhir.report.ReportReader;
import hilum.ingest.intake.Pseudonyms;
import hilum.ingest.intake.SubmissionReader;
import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.Problem;
import hilum.transport.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hl7.fhir.r4.model.Binary;

/**
 * What all ways into the FHIR door share: a report is read, handed to the broker, and answered once
 * the broker has it. Safe for many threads.
 */
@Singleton
public final class FhirDoor {
    private static final int ACCEPTED = 202;
    private static final int NOT_TAKEN = 200;

    private final FhirJson fhir;
    private final Reception reception;
    private final MeterRegistry meters;
    private final ReportReader reader;
    private final String defaultSite;

    FhirDoor(
            FhirJson fhir,
            Reception reception,
            Pseudonyms pseudonyms,
            MeterRegistry meters,
            FhirConfig config,
            @ConfigProperty(name = "hilum.ingest.default-site", defaultValue = "default")
                    String defaultSite) {
        this.fhir = fhir;
        this.reception = reception;
        this.meters = meters;
        this.defaultSite = site(config.site(), defaultSite);
        reader =
                new ReportReader(
                        fhir,
                        pseudonyms,
                        new Examinations(
                                config.chestCodes(),
                                config.chestPattern()
                                        .map(Pattern::compile)
                                        .orElse(Examinations.NAMES)),
                        Clock.systemUTC());
    }

    /**
     * An answer to one resource.
     *
     * @param status of HTTP
     */
    public record Answer(int status, Outcome outcome) {}

    /** A report at the door: on its way to the broker, or answered already. */
    public sealed interface Visit {
        /** On its way. */
        record Sent(Reception.UnderWay study, List<String> warnings) implements Visit {}

        /** Not handed on, by no fault of the report: the broker or the registry is away. */
        record Failed(RuntimeException failure) implements Visit {}

        /** Answered; {@code problem} is null where it isn't refused. */
        record Answered(Answer answer, Problem problem) implements Visit {}
    }

    /**
     * The site for which a request sends.
     *
     * @throws ProblemException 422 if it is no site name
     */
    public String site(Optional<String> named) {
        return site(named, defaultSite);
    }

    private static String site(Optional<String> named, String otherwise) {
        String site = named.filter(name -> !name.isBlank()).orElse(otherwise);
        if (!SubmissionReader.isSite(site)) {
            throw FhirRefusal.invalid(
                    null,
                    "The site is no site name: use up to 64 lower-case letters, digits and hyphens");
        }
        return site;
    }

    /** Resources that come with a report; {@code documents} as in {@link References}. */
    public References references(Function<String, Optional<Binary>> documents) {
        return new References(fhir, documents);
    }

    /**
     * Reads a report and hands nothing on.
     *
     * @param sentAt when the message around it was made, where one is and says so
     * @throws ProblemException 400 or 422 if it can't be taken
     */
    Reading read(ObjectNode report, References references, String site, Optional<Instant> sentAt) {
        return reader.read(report, references, site, sentAt);
    }

    /** Hands on what was read. */
    Visit begin(Reading reading, String site) {
        return switch (reading) {
            case Reading.Study study -> {
                try {
                    yield new Visit.Sent(
                            reception.begin(study.submission(), Door.FHIR), study.warnings());
                } catch (RuntimeException e) {
                    yield new Visit.Failed(e);
                }
            }
            case Reading.NotTaken not -> {
                reception.passedOver(new Sender(Door.FHIR, site), not.reason());
                meters.counter("hilum.ingest.fhir.not.taken", "reason", not.reason()).increment();
                yield new Visit.Answered(
                        new Answer(NOT_TAKEN, Outcome.notTaken(not.reason(), not.text())), null);
            }
        };
    }

    /** Reads a report and hands it on; a refusal is an answer. */
    public Visit visit(
            ObjectNode report, References references, String site, Optional<Instant> sentAt) {
        try {
            return begin(read(report, references, site, sentAt), site);
        } catch (ProblemException e) {
            return refused(refused(e, site).problem());
        }
    }

    /** The answer to a resource that is none of a report: it may have helped to read one. */
    static Visit noReport() {
        return new Visit.Answered(
                new Answer(
                        NOT_TAKEN,
                        Outcome.notTaken(
                                "no-report",
                                "The resource is no DiagnosticReport: it was used where a report refers to it, and is not kept")),
                null);
    }

    /** Counts a refusal that was made before a report could be read. */
    ProblemException refused(ProblemException refusal, String site) {
        return reception.refused(new Sender(Door.FHIR, site), refusal);
    }

    /** The same of a request whose site can't be read. */
    ProblemException refused(ProblemException refusal) {
        return reception.refused(Sender.unknown(Door.FHIR), refusal);
    }

    static Visit refused(Problem problem) {
        return new Visit.Answered(new Answer(problem.status(), Outcome.refused(problem)), problem);
    }

    /**
     * Waits, within bounds, until the broker has it.
     *
     * @throws DependencyUnavailable if the broker has not
     */
    public Answer await(Visit visit) throws InterruptedException {
        return switch (visit) {
            case Visit.Answered answered -> answered.answer();
            case Visit.Failed failed -> throw failed.failure();
            case Visit.Sent sent ->
                    new Answer(
                            ACCEPTED,
                            Outcome.accepted(
                                    reception.await(sent.study()).studyId(), sent.warnings()));
        };
    }

    /** The same, with a broker that is away as an answer. */
    Answer settle(Visit visit) throws InterruptedException {
        try {
            return await(visit);
        } catch (RuntimeException e) {
            Problem problem = Reception.problem(e);
            return new Answer(problem.status(), Outcome.refused(problem));
        }
    }
}
