package org.uv4lbridge.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.MarshalDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.UnmarshalDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.MethodCallExpression;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * The routes as they run, for people to look at: from where over which steps to where, and how many messages went that
 * way. Values that steps set, and what addresses carry behind a question mark, are left out: secrets may be among them. The program
 * makes one; safe for any thread.
 */
public final class RouteMap {

    /**
     * A route.
     *
     * @param exchanges messages since its file was last applied
     * @param failures those of them that failed, whether the viewer was told or not
     */
    public record Line(
            String id,
            String description,
            String from,
            List<Step> steps,
            boolean started,
            long exchanges,
            long failures) {}

    /**
     * One step.
     *
     * @param kind as in the route file
     * @param text what tells it from others of its kind; may be empty
     * @param steps those within it
     */
    public record Step(String kind, String text, List<Step> steps) {}

    private static final String VIEWERS = "{{viewers}}";

    private final CamelContext context;

    public RouteMap(CamelContext context) {
        this.context = context;
    }

    /** All routes, by their ids. */
    public List<Line> lines() {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        return List.copyOf(model.getRouteDefinitions()).stream()
                .filter(route -> status(route) != null) // A file that could not be used may leave one behind.
                .sorted((one, other) -> one.getRouteId().compareTo(other.getRouteId()))
                .map(this::line)
                .toList();
    }

    private Line line(RouteDefinition route) {
        String id = route.getRouteId();
        Optional<ManagedRouteMBean> counts = Optional.ofNullable(
                        context.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class))
                .map(managed -> managed.getManagedRoute(id));
        return new Line(
                id,
                text(route.getDescriptionText()),
                address(route.getInput().getEndpointUri()),
                steps(route.getOutputs()),
                status(route) == ServiceStatus.Started,
                counts.map(RouteMap::exchanges).orElse(0L),
                counts.map(RouteMap::failures).orElse(0L));
    }

    private @Nullable ServiceStatus status(RouteDefinition route) {
        return context.getRouteController().getRouteStatus(route.getRouteId());
    }

    private static long exchanges(ManagedRouteMBean route) {
        try {
            return route.getExchangesTotal();
        } catch (Exception e) {
            return 0; // the route is being replaced
        }
    }

    private static long failures(ManagedRouteMBean route) {
        try {
            return route.getExchangesFailed() + route.getFailuresHandled();
        } catch (Exception e) {
            return 0; // the route is being replaced
        }
    }

    private List<Step> steps(List<? extends ProcessorDefinition<?>> outputs) {
        // What is abstract belongs to the whole route: what a routeConfiguration has put in.
        return List.copyOf(outputs).stream()
                .filter(step -> !step.isAbstract())
                .map(this::step)
                .toList();
    }

    private Step step(ProcessorDefinition<?> step) {
        List<Step> within = step instanceof ChoiceDefinition choice ? branches(choice) : steps(step.getOutputs());
        return new Step(step.getShortName(), textOf(step), within);
    }

    private List<Step> branches(ChoiceDefinition choice) {
        List<Step> branches = new ArrayList<>();
        choice.getWhenClauses()
                .forEach(when -> branches.add(new Step(
                        "when", describedOr(when, expression(when.getExpression())), steps(when.getOutputs()))));
        Optional.ofNullable(choice.getOtherwise())
                .ifPresent(otherwise ->
                        branches.add(new Step("otherwise", describedOr(otherwise, ""), steps(otherwise.getOutputs()))));
        return branches;
    }

    private String textOf(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> to) {
            return describedOr(step, address(to.getEndpointUri()));
        } else if (step instanceof ToDynamicDefinition to) {
            return describedOr(step, address(to.getUri()));
        } else if (step instanceof SetHeaderDefinition set) {
            return describedOr(step, set.getName());
        } else if (step instanceof SetPropertyDefinition set) {
            return describedOr(step, set.getName());
        } else if (step instanceof LogDefinition log) {
            return describedOr(step, log.getLogName());
        } else if (step instanceof ProcessDefinition process) {
            return describedOr(step, process.getRef());
        } else if (step instanceof BeanDefinition bean) {
            return describedOr(
                    step,
                    Stream.of(bean.getRef(), bean.getBeanType())
                            .filter(name -> name != null)
                            .findFirst()
                            .orElse(""));
        } else if (step instanceof MarshalDefinition marshal && marshal.getDataFormatType() != null) {
            return describedOr(step, marshal.getDataFormatType().getDataFormatName());
        } else if (step instanceof UnmarshalDefinition unmarshal && unmarshal.getDataFormatType() != null) {
            return describedOr(step, unmarshal.getDataFormatType().getDataFormatName());
        } else if (step instanceof ExpressionNode node && !node.getOutputs().isEmpty()) {
            return describedOr(step, expression(node.getExpression()));
        }
        return text(step.getDescriptionText());
    }

    private static String describedOr(OptionalIdentifiedDefinition<?> step, @Nullable String other) {
        String description = text(step.getDescriptionText());
        return description.isEmpty() ? text(other) : description;
    }

    private static String expression(@Nullable ExpressionDefinition expression) {
        if (expression instanceof MethodCallExpression call) {
            return text(call.getRef() == null ? call.getBeanTypeName() : call.getRef()) + "." + text(call.getMethod());
        }
        return expression == null ? "" : text(expression.getLabel());
    }

    /** Without options and password, and of web servers without the path, which may be what only its friends know. */
    private String address(@Nullable String uri) {
        // No other placeholder is resolved: it may stand for a secret.
        String shown = uri != null && uri.startsWith(VIEWERS)
                ? context.resolvePropertyPlaceholders(VIEWERS)
                        .replace("%7B", "{")
                        .replace("%7D", "}")
                : uri;
        return text(URISupport.sanitizeUri(shown))
                .replaceFirst("(?s)\\?.*", "")
                .replaceFirst("(?s)(https?:(?!https?:)(?://)?[^/]+)/.*", "$1/…");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
