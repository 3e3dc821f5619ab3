package hilum.ingest.hl7;

import hilum.ingest.hl7.message.Batch;
import hilum.ingest.hl7.message.Header;
import hilum.ingest.hl7.message.Hl7Message;
import hilum.ingest.hl7.message.Rejection;
import hilum.ingest.intake.Admission;
import hilum.ingest.intake.Intake;
import hilum.ingest.intake.Receipt;
import hilum.ingest.intake.Submission;
import hilum.ingest.mllp.Receiver;
import hilum.ingest.senders.Deliveries;
import hilum.ingest.senders.Senders;
import hilum.schemas.DeadLetter;
import hilum.schemas.Sha256;
import hilum.schemas.Topic;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Outgoing;
import hilum.transport.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a frame holds and answers it: {@code AA} once the broker has all of it, {@code AE}
 * when something that is needed is away, {@code AR} with place and reason for what can never be
 * taken, which also leaves a dead letter without a word of the message. Logs nothing that a message
 * holds. Safe for many threads.
 */
public final class Hl7Door implements Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Hl7Door.class);
    private static final String STAGE = "ingest-service";
    private static final String TOPIC = "hl7";

    private final ReportReader reader;
    private final Site site;
    private final Set<String> allowed;
    private final Admission admission;
    private final Intake intake;
    private final Hl7Metrics metrics;
    private final Acknowledgement acknowledgement;
    private final Repeats repeats;
    private final Deliveries deliveries;
    private final Duration patience;
    private final Clock clock;

    /**
     * @param allowed senders that are taken, as MSH-4 or MSH-3@MSH-4; empty for all
     * @param patience how long a message waits for the broker before it is answered AE
     */
    Hl7Door(
            ReportReader reader,
            Site site,
            Set<String> allowed,
            Admission admission,
            Intake intake,
            Hl7Metrics metrics,
            Repeats repeats,
            Deliveries deliveries,
            Duration patience,
            Clock clock) {
        this.reader = reader;
        this.site = site;
        this.allowed = Set.copyOf(allowed);
        this.admission = admission;
        this.intake = intake;
        this.metrics = metrics;
        this.repeats = repeats;
        this.deliveries = deliveries;
        this.patience = patience;
        this.clock = clock;
        acknowledgement = new Acknowledgement(clock);
    }

    /** A message's header with what became of it. */
    private record Reply(Header header, Verdict verdict) {}

    @Override
    public CompletableFuture<List<byte[]>> receive(byte[] frame, boolean cut) {
        Instant begun = clock.instant();
        Batch batch = cut ? new Batch(List.of(frame), false) : Batch.of(frame);
        List<CompletableFuture<Reply>> replies =
                batch.messages().stream().map(message -> take(message, cut)).toList();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        done -> {
                            metrics.answered(Duration.between(begun, clock.instant()));
                            return answers(
                                    replies.stream().map(CompletableFuture::join).toList(),
                                    batch.enveloped());
                        });
    }

    private List<byte[]> answers(List<Reply> replies, boolean enveloped) {
        if (!enveloped) {
            return replies.stream()
                    .flatMap(
                            reply ->
                                    acknowledgement.of(reply.header(), reply.verdict()).stream()
                                            .map(each -> each.getBytes(reply.header().charset())))
                    .toList();
        }
        Header header = replies.isEmpty() ? Header.none() : replies.getFirst().header();
        List<String> answers =
                replies.stream()
                        .flatMap(
                                reply ->
                                        acknowledgement
                                                .of(reply.header(), reply.verdict())
                                                .stream())
                        .toList();
        return List.of(acknowledgement.batch(header, answers).getBytes(header.charset()));
    }

    private CompletableFuture<Reply> take(byte[] message, boolean cut) {
        Hl7Message.Envelope envelope = Hl7Message.open(message);
        Header header = envelope.header();
        String from = site.of(header.first(4));
        String sender = metrics.received(from);
        Optional<String> delivery = deliveries.came(from, header.controlId());
        String digest = digest(envelope);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        Optional<CompletableFuture<Verdict>> first =
                header.controlId().isBlank() ? Optional.empty() : repeats.begin(digest, verdict);
        if (first.isPresent()) {
            metrics.repeated(sender);
            return first.get()
                    .thenApply(
                            same -> {
                                tell(delivery, same);
                                return new Reply(header, same);
                            });
        }
        judge(envelope, cut, sender, digest)
                .whenComplete(
                        (judged, defect) -> {
                            Verdict told =
                                    defect == null
                                            ? judged
                                            : Verdict.tryAgain("internal error: send again");
                            if (told.kind() == Verdict.Kind.ERROR) {
                                metrics.refused(sender, told.reason());
                                repeats.forget(digest);
                            }
                            tell(delivery, told);
                            verdict.complete(told);
                        });
        return verdict.thenApply(told -> new Reply(header, told));
    }

    private void tell(Optional<String> delivery, Verdict told) {
        delivery.ifPresent(
                id ->
                        deliveries.answered(
                                id,
                                told.kind().code(false),
                                told.reason(),
                                told.words(),
                                told.studies()));
    }

    /** Of the sender, the control id and everything behind MSH: a repeat has a time of its own. */
    private static String digest(Hl7Message.Envelope envelope) {
        Header header = envelope.header();
        int behind = envelope.text().indexOf('\r');
        String body = behind < 0 ? envelope.text() : envelope.text().substring(behind);
        return Sha256.hex(
                String.join("\n", header.raw(3), header.raw(4), header.raw(9), header.raw(10), body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<Verdict> judge(
            Hl7Message.Envelope envelope, boolean cut, String sender, String digest) {
        try {
            if (cut) {
                throw Rejection.at(
                        "MSH",
                        0,
                        Rejection.Code.TYPE,
                        "The message is larger than hilum.ingest.hl7.max-message: send reports without embedded documents, or raise it");
            }
            Hl7Message message = Hl7Message.of(envelope);
            if (!allows(message.header())) {
                Rejection notAllowed =
                        Rejection.at(
                                "MSH",
                                4,
                                Rejection.Code.KEY,
                                "The sender is not in hilum.ingest.hl7.allowed-senders: add it there");
                metrics.refused(sender, notAllowed.code().reason());
                return CompletableFuture.completedFuture(Verdict.rejected(notAllowed));
            }
            return switch (reader.read(message)) {
                case Reading.Nothing nothing -> {
                    metrics.passedOver(sender, nothing.reason());
                    yield CompletableFuture.completedFuture(Verdict.passedOver(nothing));
                }
                case Reading.Reports reports -> admit(reports.submissions(), sender);
                case Reading.Merges merges ->
                        answered(
                                admission.merge(merges.merges()),
                                () -> {
                                    metrics.merged(sender, merges.merges().size());
                                    return Verdict.accepted(List.of());
                                });
            };
        } catch (Rejection e) {
            return refuse(e, sender, digest, Optional.empty());
        } catch (DependencyUnavailable e) {
            return CompletableFuture.completedFuture(unavailable(e));
        } catch (RuntimeException | StackOverflowError e) {
            return defect(e, sender, digest);
        }
    }

    private boolean allows(Header header) {
        String facility = header.first(4).strip();
        return allowed.isEmpty()
                || allowed.contains(facility)
                || allowed.contains(header.first(3).strip() + "@" + facility);
    }

    private CompletableFuture<Verdict> admit(List<Submission> submissions, String sender) {
        List<CompletableFuture<Receipt>> receipts =
                submissions.stream()
                        .map(submission -> admission.admit(submission, List.of()))
                        .toList();
        return answered(
                CompletableFuture.allOf(receipts.toArray(CompletableFuture<?>[]::new)),
                () -> {
                    metrics.accepted(sender, submissions.size());
                    return Verdict.accepted(
                            receipts.stream().map(receipt -> receipt.join().studyId()).toList());
                });
    }

    /** AA once the broker has it; what is to be counted then, and answered, is so then. */
    private CompletableFuture<Verdict> answered(
            CompletableFuture<Void> taken, Supplier<Verdict> counted) {
        return taken.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                return unavailable(failure);
                            }
                            return counted.get();
                        });
    }

    private static Verdict unavailable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return Verdict.tryAgain(
                switch (cause) {
                    case DependencyUnavailable away ->
                            "%s is away: send again".formatted(away.dependency());
                    case TimeoutException late -> "not acknowledged in time: send again";
                    default -> "internal error: send again";
                });
    }

    private CompletableFuture<Verdict> defect(Throwable defect, String sender, String digest) {
        StackTraceElement[] stack = defect.getStackTrace();
        String trace = Sha256.hex(Arrays.toString(stack).getBytes(StandardCharsets.UTF_8));
        // The exception's own words may quote the message.
        LOG.error(
                "HL7 message could not be read by a defect: digest={} type={} at={}",
                digest,
                defect.getClass().getName(),
                stack.length == 0 ? "?" : stack[0]);
        return refuse(
                Rejection.at(
                        "MSH",
                        0,
                        Rejection.Code.INTERNAL,
                        "The service failed on this message: report it as a defect with the digest of its dead letter"),
                sender,
                digest,
                Optional.of(trace.substring(0, 16)));
    }

    /** Answers AR once the dead letter is there; without a broker there is no AR. */
    private CompletableFuture<Verdict> refuse(
            Rejection rejection, String sender, String digest, Optional<String> trace) {
        CompletableFuture<Void> kept;
        try {
            kept = intake.publish(List.of(letter(rejection, digest, trace)));
        } catch (DependencyUnavailable e) {
            kept = CompletableFuture.failedFuture(e);
        }
        return kept.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                return unavailable(failure);
                            }
                            metrics.refused(sender, rejection.code().reason());
                            LOG.info(
                                    "HL7 message refused: sender={} digest={} place={} code={}",
                                    sender,
                                    digest,
                                    rejection.place(),
                                    rejection.code());
                            return Verdict.rejected(rejection);
                        });
    }

    private Outgoing letter(Rejection rejection, String digest, Optional<String> trace) {
        String id = "%s:%s:%s".formatted(STAGE, TOPIC, digest);
        DeadLetter letter =
                DeadLetter.newBuilder()
                        .setId(id)
                        .setStage(STAGE)
                        .setTopic(TOPIC)
                        .setPartition(-1)
                        .setOffset(-1)
                        .setKey(null)
                        .setValue(null)
                        .setHeaders(Map.of())
                        .setReason("%s: %s".formatted(rejection.place(), rejection.getMessage()))
                        .setStackDigest(trace.orElse(null))
                        .setAt(clock.instant())
                        .build();
        return Outgoing.of(Topic.DEAD_LETTERS, id, letter, id, TraceContext.start());
    }

    /**
     * A door by its configuration.
     *
     * @param otherwise site of messages without sending facility
     */
    public static Hl7Door of(
            Hl7Config config,
            String otherwise,
            Duration patience,
            hilum.ingest.intake.Pseudonyms pseudonyms,
            Admission admission,
            Intake intake,
            io.micrometer.core.instrument.MeterRegistry meters,
            Senders senders,
            Deliveries deliveries) {
        Clock clock = Clock.systemUTC();
        Site site = new Site(config.sites(), otherwise);
        return new Hl7Door(
                new ReportReader(site, pseudonyms, new Examinations(config.examination())),
                site,
                Set.copyOf(config.allowedSenders().orElse(List.of())),
                admission,
                intake,
                new Hl7Metrics(meters, senders, clock),
                new Repeats(config.repeats()),
                deliveries,
                patience,
                clock);
    }
}
