package hilum.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.backfill.Pace;
import hilum.cli.send.MllpSender;
import hilum.cli.send.Receipt;
import hilum.cli.send.Sender;
import hilum.cli.send.Submission;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import hilum.synthetic.RadiologySystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Sends studies as a hospital would: each site's reports over an MLLP connection of its own, every
 * fourth one preliminary before it is final, and the images through its PACS.
 */
final class HospitalFeed implements StudyFeed {
    private static final int PRELIMINARY_EVERY = 4;

    private final InetSocketAddress hl7;
    private final Pacs pacs;
    private final double rate;

    /**
     * @param hl7 address of the HL7 v2 door
     * @param pacs where images go
     * @param rate submissions a second at most of all sites together; infinite without limit
     */
    HospitalFeed(InetSocketAddress hl7, Pacs pacs, double rate) {
        this.hl7 = hl7;
        this.pacs = pacs;
        this.rate = rate;
    }

    /**
     * Into a local stack.
     *
     * @param pacs where images go; without one they take the plain way, under the accession of
     *     their report
     */
    static HospitalFeed of(StackClient stack, Optional<LocalPacs> pacs, double rate) {
        Sender images = new Sender(stack.uri(Service.INGEST, "/studies"), Double.POSITIVE_INFINITY);
        return new HospitalFeed(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.ports().hl7()),
                pacs.<Pacs>map(each -> each).orElse(submission -> plain(images, submission)),
                rate);
    }

    private static List<String> plain(Sender images, Submission submission) {
        ObjectNode study =
                Output.JSON
                        .createObjectNode()
                        .put("id", submission.id())
                        .put("site", submission.site());
        List<String> stored = new ArrayList<>();
        images.send(
                List.of(new Submission(study, submission.images())),
                receipt -> {
                    switch (receipt) {
                        case Receipt.Accepted taken -> stored.addAll(taken.images());
                        case Receipt.Refused refused ->
                                throw Failure.failed(
                                        "The intake refused an image of %s: %s",
                                        submission.id(), refused.reason());
                    }
                });
        return stored;
    }

    /** The way of an image into the stream. */
    interface Pacs {
        /**
         * Stores the images of a submission.
         *
         * @return SHA-256 of each as the stream will hold it; empty where only the stream will tell
         */
        List<String> store(Submission submission) throws InterruptedException;
    }

    @Override
    public void send(List<Submission> submissions, Consumer<Receipt> receipts) {
        Map<String, List<Submission>> bySite = new LinkedHashMap<>();
        submissions.forEach(
                each -> bySite.computeIfAbsent(each.site(), site -> new ArrayList<>()).add(each));
        Object gate = new Object();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Submission> site : bySite.values()) {
                double share = rate * site.size() / submissions.size();
                running.add(
                        threads.submit(
                                () -> {
                                    site(
                                            site,
                                            share,
                                            receipt -> {
                                                synchronized (gate) {
                                                    receipts.accept(receipt);
                                                }
                                            });
                                    return null;
                                }));
            }
            for (Future<?> site : running) {
                site.get();
            }
        } catch (ExecutionException e) {
            throw Failure.of("Sending", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while sending");
        }
    }

    private void site(List<Submission> submissions, double share, Consumer<Receipt> receipts)
            throws InterruptedException {
        Instant begun = Instant.now();
        RadiologySystem ris = new RadiologySystem(begun);
        Pace pace = new Pace(begun, share);
        int sent = 0;
        try (MllpSender sender = new MllpSender(hl7)) {
            for (Submission submission : submissions) {
                pace.await(sent++);
                receipts.accept(deliver(submission, sent, ris, sender));
            }
        }
    }

    private Receipt deliver(
            Submission submission, int number, RadiologySystem ris, MllpSender sender)
            throws InterruptedException {
        List<String> images = submission.images().isEmpty() ? List.of() : pacs.store(submission);
        boolean amends = submission.json().hasNonNull("addendum");
        List<String> lines =
                RadiologySystem.wrapped(
                        amends ? submission.json().path("addendum").asText() : text(submission));
        String site = submission.site();
        String id = submission.id();
        if (!amends && number % PRELIMINARY_EVERY == 0) {
            sender.deliver(ris.report(site, id, lines, RadiologySystem.State.PRELIMINARY));
        }
        MllpSender.Answer answer =
                sender.deliver(
                        amends
                                ? ris.addendum(site, id, lines)
                                : ris.report(site, id, lines, RadiologySystem.State.FINAL));
        if (!answer.accepted()) {
            return new Receipt.Refused(submission, answer.code() + " " + answer.reason());
        }
        ObjectNode said = Output.JSON.createObjectNode().put("id", id).put("site", site);
        said.put(amends ? "addendum" : "text", String.join("\n", lines));
        return new Receipt.Accepted(new Submission(said, submission.images()), "", images);
    }

    private static String text(Submission submission) {
        StringBuilder text = new StringBuilder();
        for (String section :
                List.of("indication", "comparison", "technique", "findings", "impression")) {
            String body = submission.json().path(section).asText("");
            if (!body.isBlank()) {
                text.append(section.toUpperCase(Locale.ROOT))
                        .append(":\n")
                        .append(body)
                        .append("\n\n");
            }
        }
        return text.isEmpty() ? submission.json().path("text").asText("") : text.toString();
    }
}
