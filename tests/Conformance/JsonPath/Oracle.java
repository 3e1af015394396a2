import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Answers lines of {"path", "document"} as cases.jsonl does: with result and definite, or outcome and message. */
public final class Oracle {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Configuration JACKSON = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .build();

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode question = MAPPER.readTree(line);
            out.println(answer(question.get("path").asText(), question.get("document").asText()));
        }
    }

    private static ObjectNode answer(String text, String document) throws Exception {
        ObjectNode answer = MAPPER.createObjectNode();
        JsonNode root = MAPPER.readTree(document);
        JsonPath path;
        try {
            path = JsonPath.compile(text);
        } catch (RuntimeException e) {
            return answer.put("outcome", "refused").put("message", String.valueOf(e.getMessage()));
        }
        try {
            Object result = path.read(root, JACKSON);
            return answer.put("result", MAPPER.writeValueAsString(result)).put("definite", path.isDefinite());
        } catch (PathNotFoundException e) {
            return answer.put("outcome", "notFound").put("message", e.getMessage());
        } catch (RuntimeException e) {
            return answer.put("outcome", "failed").put("message", String.valueOf(e.getMessage()));
        }
    }
}
