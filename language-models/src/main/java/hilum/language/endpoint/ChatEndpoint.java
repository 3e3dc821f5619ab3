package hilum.language.endpoint;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenAI-compatible endpoint that is asked one question at a time and answers a JSON object.
 * What the endpoint takes is found out with the first question: a JSON schema or not, {@code
 * max_tokens} or its later name. Safe for use by many threads.
 */
public final class ChatEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ChatEndpoint.class);
    private static final double CHARACTERS_A_TOKEN = 3.5;

    /** A short question that any model of any endpoint takes. */
    private static final List<Turn> PROBE =
            List.of(Turn.user("Answer with this JSON object and nothing else: {\"text\": \"ok\"}"));

    /** How a question may be put, the most wanted way first. */
    private enum Form {
        SCHEMA(true, false),
        SCHEMA_NEWER(true, true),
        PLAIN(false, false),
        PLAIN_NEWER(false, true);

        private final boolean schema;
        private final boolean newer;

        Form(boolean schema, boolean newer) {
            this.schema = schema;
            this.newer = newer;
        }
    }

    private final EndpointSettings settings;
    private final OpenAiChatModel model;
    private volatile Form settled;

    public ChatEndpoint(EndpointSettings settings) {
        this.settings = settings;
        if (settings.isInTheClear()) {
            LOG.warn("Reports go to the LLM without encryption: url={}", settings.url());
        }
        model =
                OpenAiChatModel.builder()
                        .httpClientBuilder(BoundedHttp.builder(settings.timeout(), settings.key()))
                        .baseUrl(settings.url().toString())
                        .modelName(settings.model())
                        .temperature(settings.temperature())
                        .seed(settings.seed())
                        .strictJsonSchema(true)
                        .maxRetries(0)
                        .build();
    }

    public EndpointSettings settings() {
        return settings;
    }

    /**
     * Asks.
     *
     * @param fields names of the JSON object's string fields
     * @param maxTokens of the answer
     * @throws Unavailable if the endpoint is away; the question may be asked again later
     * @throws Declined if the endpoint does not take this question
     */
    public Answer ask(List<Turn> turns, List<String> fields, int maxTokens) {
        Form known = settled;
        if (known != null) {
            return ask(known, turns, fields, maxTokens);
        }
        Declined declined = null;
        for (Form form : Form.values()) {
            try {
                Answer answer = ask(form, turns, fields, maxTokens);
                settle(form);
                return answer;
            } catch (Declined e) {
                declined = e;
            }
        }
        throw declined;
    }

    /**
     * Whether the endpoint answers at all, by a short question of its own.
     *
     * @throws Unavailable if it does not
     */
    public void probe() {
        try {
            ask(PROBE, List.of("text"), 16);
        } catch (Declined e) {
            throw Unavailable.lasting(
                    "takes not even a short question: it %s".formatted(e.getMessage()));
        }
    }

    private void settle(Form form) {
        settled = form;
        LOG.info(
                "LLM answers: url={} model={} schema={}",
                settings.url(),
                settings.model(),
                form.schema);
    }

    private Answer ask(Form form, List<Turn> turns, List<String> fields, int maxTokens) {
        var parameters = OpenAiChatRequestParameters.builder();
        if (form.newer) {
            parameters.maxCompletionTokens(maxTokens);
        } else {
            parameters.maxOutputTokens(maxTokens);
        }
        if (form.schema) {
            parameters.responseFormat(schema(fields));
        }
        ChatRequest request =
                ChatRequest.builder()
                        .messages(turns.stream().map(ChatEndpoint::message).toList())
                        .parameters(parameters.build())
                        .build();
        try {
            return answer(turns, model.chat(request));
        } catch (RuntimeException e) {
            throw ours(e);
        }
    }

    /** An answer that is no completion, or what the wire said, without a cause that quotes it. */
    private static RuntimeException ours(RuntimeException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof Unavailable || each instanceof Declined) {
                return (RuntimeException) each;
            }
            if (each instanceof IllegalArgumentException argument
                    && !(failure instanceof LangChain4jException)
                    && argument.getMessage() != null
                    && argument.getMessage().startsWith("Key file")) {
                return Unavailable.lasting(argument.getMessage());
            }
        }
        return Unavailable.passing(
                "gives no chat completion (%s)".formatted(failure.getClass().getSimpleName()));
    }

    private static ResponseFormat schema(List<String> fields) {
        var object = JsonObjectSchema.builder();
        fields.forEach(object::addStringProperty);
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(
                        JsonSchema.builder()
                                .name("rewrite")
                                .rootElement(
                                        object.required(fields).additionalProperties(false).build())
                                .build())
                .build();
    }

    private static ChatMessage message(Turn turn) {
        return switch (turn.role()) {
            case SYSTEM -> SystemMessage.from(turn.text());
            case USER -> UserMessage.from(turn.text());
            case ASSISTANT -> AiMessage.from(turn.text());
        };
    }

    private static Answer answer(List<Turn> turns, ChatResponse response) {
        String text = response.aiMessage() == null ? null : response.aiMessage().text();
        text = text == null ? "" : text;
        var usage = response.metadata() == null ? null : response.metadata().tokenUsage();
        Integer counted = usage == null ? null : usage.totalTokenCount();
        boolean whole =
                response.finishReason() == null || response.finishReason() == FinishReason.STOP;
        return new Answer(
                text,
                counted == null || counted <= 0
                        ? estimate(turns) + estimate(text)
                        : counted.longValue(),
                whole);
    }

    /** About how many tokens a conversation has. */
    public static long estimate(List<Turn> turns) {
        return turns.stream().mapToLong(turn -> estimate(turn.text()) + 8).sum();
    }

    private static long estimate(String text) {
        return Math.round(text.length() / CHARACTERS_A_TOKEN) + 1;
    }
}
