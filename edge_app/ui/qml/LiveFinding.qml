import QtQuick

// Label by word, shape and colour; the calibrated probability and its spread; the echo intensity.
Column {
    id: verdict
    required property var live
    property var exam: null
    required property Theme theme
    readonly property bool judged: live.probability >= 0
    readonly property color colour: theme.verdict(live.label)
    spacing: 4 * theme.unit

    function percent(p: real): string { return Math.round(100 * p).toString() }

    Row {
        spacing: 10 * verdict.theme.unit

        LabelMark {
            anchors.verticalCenter: parent.verticalCenter
            size: 24 * verdict.theme.unit
            label: verdict.live.label
            color: verdict.colour
        }

        Text {
            objectName: "label"
            width: Math.min(implicitWidth, verdict.width - x)
            font { pixelSize: verdict.theme.large; bold: true }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: verdict.theme.body
            color: verdict.colour
            textFormat: Text.PlainText
            text: {
                switch (verdict.live.label) {
                case "normal": return qsTr("Normal")
                case "abnormal": return qsTr("Abnormal")
                case "not judged": return qsTr("Not judged")
                default: return qsTr("No finding")
                }
            }
        }
    }

    Text {
        objectName: "reason"
        visible: verdict.live.label === "not judged"
        width: parent.width
        wrapMode: Text.Wrap
        font.pixelSize: verdict.theme.body
        color: verdict.theme.text
        textFormat: Text.PlainText
        text: verdict.live.guard === "no contact" ? qsTr("No contact in the region. Use more gel or press the probe on.")
            : verdict.live.guard === "saturated" ? qsTr("Too bright in the region. Reduce the gain.") : verdict.live.guard
    }

    Text {
        visible: verdict.judged
        font.pixelSize: verdict.theme.small
        color: verdict.theme.faint
        textFormat: Text.PlainText
        text: qsTr("Probability of abnormality")
    }

    Item {
        visible: verdict.judged
        width: parent.width
        height: 54 * verdict.theme.unit // the digits; the line's own height is half air

        Text {
            id: figure
            objectName: "probability"
            anchors.verticalCenter: parent.verticalCenter
            font { pixelSize: verdict.theme.huge; bold: true }
            color: verdict.theme.text
            textFormat: Text.PlainText
            text: verdict.percent(verdict.live.probability)
        }

        Text {
            anchors { left: figure.right; leftMargin: 6 * verdict.theme.unit; baseline: figure.baseline }
            font.pixelSize: verdict.theme.large
            color: verdict.theme.text
            textFormat: Text.PlainText
            text: "%"
        }
    }

    Gauge {
        visible: verdict.judged
        width: parent.width
        theme: verdict.theme
        probability: verdict.live.probability
        low: verdict.live.low
        high: verdict.live.high
        threshold: verdict.live.threshold
    }

    Text {
        objectName: "spread"
        visible: verdict.judged && verdict.live.low >= 0
        font.pixelSize: verdict.theme.small
        color: verdict.live.unsteady ? verdict.theme.warning : verdict.theme.faint
        textFormat: Text.PlainText
        text: (verdict.live.unsteady ? qsTr("Unstable: %1–%2 % in 1 s") : qsTr("%1–%2 % over the last second"))
            .arg(verdict.percent(verdict.live.low)).arg(verdict.percent(verdict.live.high))
    }

    Item {
        visible: verdict.live.echoIntensity >= 0
        width: parent.width
        height: echo.height

        Text {
            anchors.baseline: echo.baseline
            font.pixelSize: verdict.theme.body
            color: verdict.theme.faint
            textFormat: Text.PlainText
            text: qsTr("Echo intensity")
        }

        Text {
            id: echo
            objectName: "echo"
            anchors { right: score.left; rightMargin: score.text === "" ? 0 : 6 * verdict.theme.unit }
            font { pixelSize: 20 * verdict.theme.unit; bold: true }
            color: verdict.theme.text
            textFormat: Text.PlainText
            text: verdict.live.echoIntensity.toFixed(0)
        }

        Text {
            id: score
            objectName: "score"
            anchors { right: parent.right; baseline: echo.baseline }
            font.pixelSize: verdict.theme.body
            color: verdict.exam && verdict.exam.disagree ? verdict.theme.warning : verdict.theme.text
            textFormat: Text.PlainText
            // Withheld where the device, the muscle or the patient is not known well enough.
            text: verdict.exam && verdict.exam.scored ? qsTr("z %1").arg((verdict.exam.zScore < 0 ? "−" : "+") + Math.abs(verdict.exam.zScore).toFixed(1)) : ""
        }
    }
}
