package hilum.language.rewrite;

import hilum.language.endpoint.Answer;
import hilum.language.endpoint.ChatEndpoint;
import hilum.language.endpoint.Declined;
import hilum.language.endpoint.EndpointSettings;
import hilum.language.endpoint.Turn;
import hilum.language.endpoint.Unavailable;
import hilum.language.manners.BudgetUsedUp;
import hilum.language.manners.Manners;
import hilum.language.manners.MannersSettings;
import hilum.language.manners.StateFile;
import hilum.language.rewrite.AnswerReader.Reading;
import hilum.language.rewrite.Rewriting.Cause;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.verification.Verdict;
import hilum.radiology.variant.verification.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a language model rewrite reports and lets out what the verifier accepts. A refused text goes
 * back to the model with the evidence, a few times; then the caller takes what rules write. An
 * endpoint that is away is no outcome: it is thrown, so that the caller waits. Safe for use by many
 * threads.
 */
public final class Rewriter implements AutoCloseable {
    /** Reports longer than this are left to the rules. */
    static final int LONGEST_REPORT = 16_000;

    private static final int LONGEST_KEPT = 4_000;
    private static final int LINES_OF_EVIDENCE = 12;

    /** Rounds in which the endpoint may fail on a text before it is asked for something else. */
    private static final int FAILURES_OF_ONE_TEXT = 3;

    private static final int SUSPECTS = 1_000;

    private final ChatEndpoint endpoint;
    private final Manners manners;
    private final StateFile state;
    private final Verifier verifier;
    private final Clock clock;
    private final int again;
    private final Map<VariantKind, Prompt> prompts = new EnumMap<>(VariantKind.class);

    /** How often the endpoint has failed on a question, by its key. */
    private final Map<String, Integer> suspects =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > SUSPECTS;
                }
            };

    /**
     * @param again how often a model is asked again after a refusal
     */
    public Rewriter(
            ChatEndpoint endpoint, Manners manners, StateFile state, int again, Clock clock) {
        this.endpoint = endpoint;
        this.manners = manners;
        this.state = state;
        this.again = again;
        this.clock = clock;
        verifier = new Verifier();
        for (VariantKind kind : VariantKind.values()) {
            prompts.put(kind, Prompt.of(kind));
        }
    }

    /**
     * Opens the state and asks nothing yet.
     *
     * @param folder of the state that outlives the process
     * @param mostAnswers answers that are kept
     * @param again how often a model is asked again after a refusal
     */
    public static Rewriter open(
            EndpointSettings endpoint,
            MannersSettings manners,
            Path folder,
            long mostAnswers,
            int again) {
        Clock clock = Clock.systemUTC();
        ChatEndpoint chat = new ChatEndpoint(endpoint);
        StateFile state = StateFile.open(folder, mostAnswers, clock);
        return new Rewriter(chat, new Manners(manners, state.tokens(), clock), state, again, clock);
    }

    /**
     * Has one rewrite written.
     *
     * @throws Unavailable if the endpoint is away; what it has answered so far is kept, so that the
     *     same task goes on from there
     */
    public Rewriting rewrite(Task task) throws InterruptedException {
        List<VerifiedVariant> rejected = new ArrayList<>();
        if (task.original().length() > LONGEST_REPORT) {
            return Rewriting.instead(
                    Cause.DECLINED,
                    "the report has more than %d characters".formatted(LONGEST_REPORT),
                    rejected);
        }
        Prompt prompt = prompts.get(task.kind());
        List<Turn> turns =
                new ArrayList<>(
                        prompt.begin(
                                task.original(),
                                task.category().map(ErrorCategory::label).orElse("")));
        try {
            for (int attempt = 0; attempt <= again; attempt++) {
                Answer answer = ask(task, prompt, turns);
                Draft draft = judge(task, prompt, answer, attempt);
                if (draft.verdict().accepted()) {
                    return Rewriting.accepted(draft.variant(), rejected);
                }
                rejected.add(draft.variant());
                if (task.kind() == VariantKind.EXPANDED
                        && TextGate.isSame(task.original(), draft.variant().text())) {
                    return Rewriting.instead(
                            Cause.NOTHING_TO_DO, "the model finds nothing to spell out", rejected);
                }
                turns.add(Turn.assistant(shortened(answer.text())));
                turns.add(prompt.again(draft.verdict().evidence()));
            }
        } catch (BudgetUsedUp e) {
            return Rewriting.instead(Cause.BUDGET, e.getMessage(), rejected);
        } catch (Declined e) {
            return Rewriting.instead(
                    Cause.DECLINED, "the LLM does not take it: it " + e.getMessage(), rejected);
        }
        return Rewriting.instead(
                Cause.REFUSED,
                "what the LLM wrote was refused %d times".formatted(rejected.size()),
                rejected);
    }

    private Answer ask(Task task, Prompt prompt, List<Turn> turns) throws InterruptedException {
        String key = key(task, prompt, turns);
        Optional<Answer> kept = state.answers().get(task.study(), key).map(Rewriter::unpacked);
        if (kept.isPresent()) {
            return kept.get();
        }
        if (clock.instant().isAfter(task.until())) {
            throw Unavailable.leftAlone("is still writing", Duration.ofMillis(1));
        }
        int maxTokens = maxTokens(task.original());
        long estimate = ChatEndpoint.estimate(turns) + maxTokens;
        try {
            Answer answer =
                    manners.ask(
                            task.site(),
                            estimate,
                            () -> endpoint.ask(turns, AnswerReader.FIELDS, maxTokens));
            state.answers().put(task.study(), key, packed(answer));
            forgetSuspect(key);
            return answer;
        } catch (Declined e) {
            requireThere();
            throw e;
        } catch (Unavailable e) {
            throw isTheTextsFault(key, e)
                    ? new Declined(
                            "fails on this report time and again, and answers others; last it "
                                    + e.getMessage())
                    : e;
        }
    }

    /** An endpoint that declines everything is set up wrongly: no report's fault. */
    private void requireThere() {
        try {
            endpoint.probe();
        } catch (Unavailable e) {
            manners.failed(e);
            throw e;
        }
    }

    /**
     * A text on which an endpoint always fails, though it is there, must not hold up all others for
     * ever.
     */
    private boolean isTheTextsFault(String key, Unavailable failure) {
        if (!failure.wasAsked() || !failure.isPassing()) {
            return false;
        }
        synchronized (suspects) {
            if (suspects.merge(key, 1, Integer::sum) < FAILURES_OF_ONE_TEXT) {
                return false;
            }
        }
        try {
            endpoint.probe();
        } catch (Unavailable e) {
            return false;
        }
        forgetSuspect(key);
        return true;
    }

    private void forgetSuspect(String key) {
        synchronized (suspects) {
            suspects.remove(key);
        }
    }

    /** A text, what was found, and whether it passes. */
    private record Draft(VerifiedVariant variant, Verdict verdict) {}

    private Draft judge(Task task, Prompt prompt, Answer answer, int attempt) {
        String text;
        Verdict verdict;
        switch (AnswerReader.read(answer)) {
            case Reading.Refused(String reason) -> {
                text = shortened(answer.text());
                verdict = new Verdict(false, List.of(reason));
            }
            case Reading.Text(String written) -> {
                List<String> faults = TextGate.faults(task.kind(), task.original(), written);
                verdict =
                        faults.isEmpty()
                                ? verifier.verify(task.kind(), task.report(), written)
                                : new Verdict(false, faults);
                text = verdict.accepted() ? written : shortened(written);
            }
        }
        Optional<ErrorCategory> category = task.category();
        if (task.kind() == VariantKind.ERROR && verdict.accepted()) {
            category = foundCategory(verdict);
            if (category.isEmpty()) {
                verdict = new Verdict(false, List.of("the error is of no category"));
                category = task.category();
            }
        }
        List<String> evidence =
                new ArrayList<>(verdict.evidence().stream().limit(LINES_OF_EVIDENCE).toList());
        if (attempt > 0) {
            evidence.add("asked %d times".formatted(attempt + 1));
        }
        return new Draft(
                new VerifiedVariant(
                        task.id(),
                        task.kind(),
                        text,
                        category,
                        Signature.of(prompt, endpoint.settings()).toString(),
                        evidence),
                verdict);
    }

    /** The category that the verifier has found, whatever was asked for. */
    private static Optional<ErrorCategory> foundCategory(Verdict verdict) {
        return verdict.evidence().stream()
                .filter(line -> line.startsWith("one error: "))
                .map(line -> ErrorCategory.of(line.substring("one error: ".length())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Deletes all answers that were given about a study; returns how many there were. */
    public int forget(String study) {
        return state.answers().forget(study);
    }

    /** How the endpoint is treated, for health and status. */
    public Manners manners() {
        return manners;
    }

    /** Tokens that each site has used today, in UTC. */
    public Map<String, Long> tokensToday() {
        return state.tokens().usedToday();
    }

    public EndpointSettings settings() {
        return endpoint.settings();
    }

    /** Closes the state; what is under way fails. */
    @Override
    public void close() {
        state.close();
    }

    /** Twice what the original takes, at two to four characters a token, and some room. */
    private static int maxTokens(String original) {
        return 120 + original.length() / 2;
    }

    private static String packed(Answer answer) {
        return (answer.whole() ? "+" : "-") + answer.text();
    }

    private static Answer unpacked(String packed) {
        return new Answer(packed.substring(1), 0, packed.startsWith("+"));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_KEPT ? text : text.substring(0, LONGEST_KEPT) + " …";
    }

    /** The hash of all that an answer depends on. */
    private String key(Task task, Prompt prompt, List<Turn> turns) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, task.kind().name());
            add(digest, Signature.of(prompt, endpoint.settings()).toString());
            for (Turn turn : turns) {
                add(digest, turn.role().name());
                add(digest, turn.text());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256: run on one that has.", e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(
                new byte[] {
                    (byte) (bytes.length >>> 24),
                    (byte) (bytes.length >>> 16),
                    (byte) (bytes.length >>> 8),
                    (byte) bytes.length
                });
        digest.update(bytes);
    }
}
