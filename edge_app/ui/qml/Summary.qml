import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// The combined result of the images, for each site and for the patient, with the range between the images.
Item {
    id: summary
    required property var exam
    required property var lock
    required property var translator
    required property Theme theme
    readonly property bool portrait: height > width

    Labels { id: labels; names: summary.exam.protocol.names }
    GuardReasons { id: reasons }
    CaliperTexts { id: texts; theme: summary.theme }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: summary.theme.gap }
        theme: summary.theme
        translator: summary.translator
        lock: summary.lock
        title: summary.exam.patient === "" ? qsTr("Anonymous patient") : summary.exam.patient
        detail: ["not validated on this device", "not made for this muscle"].includes(summary.exam.answer) ? qsTr("Summary") : summary.portrait ? qsTr("Probability of abnormality") : qsTr("Thickness; probability of abnormality (median, range)")
        canGoBack: true
        onBack: summary.exam.back()
    }

    ListView {
        id: rows
        readonly property real result: summary.portrait ? 0.58 : summary.theme.roomy ? 0.8 : 0.71 // where it begins, as a share of the width
        readonly property real row: Math.min((summary.portrait ? 84 : summary.theme.roomy ? 90 : 64) * summary.theme.unit, height / 6)
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: without.visible ? without.top : modelLine.visible ? modelLine.top : actions.top; margins: summary.theme.gap }
        clip: interactive
        interactive: contentHeight > height + 1
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 100000 // all rows, which are few
        ScrollBar.vertical: ScrollBar { policy: rows.interactive ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff }
        model: summary.exam.summary

        delegate: Rectangle {
            id: row
            required property var modelData
            required property int index
            readonly property bool judged: modelData.probability >= 0
            readonly property bool otherMuscle: modelData.answer === "not made for this muscle"
            // Why images were not judged, the most frequent reason first; beside an answer a large screen has room for one.
            readonly property string notJudged: modelData.notJudged.slice(0, !judged ? 2 : summary.theme.roomy ? 1 : 0).map(reasons.title).join(", ")
            readonly property bool measured: modelData.thickness >= 0
            readonly property string thickness: measured ? texts.millimetres(modelData.thickness) : ""
            readonly property string placed: measured ? texts.placed(modelData.placed) : ""
            readonly property real beside: measured && !summary.portrait ? 0.115 : 0 // the thickness, as a share of the width
            width: rows.width
            height: rows.row

            MouseArea {
                objectName: "row" + row.index
                anchors.fill: parent
                onClicked: summary.exam.showImages()
            }

            color: index % 2 ? "transparent" : summary.theme.panel

            Column {
                anchors.verticalCenter: parent.verticalCenter
                x: 6 * summary.theme.unit
                width: (summary.portrait ? 0.35 : 0.36) * parent.width

                Text {
                    width: parent.width
                    readonly property bool mayBreak: text.includes(" ") // one word is made smaller instead
                    wrapMode: mayBreak ? Text.Wrap : Text.NoWrap
                    maximumLineCount: summary.portrait ? 2 : 1
                    elide: Text.ElideRight
                    font { pixelSize: summary.theme.body; bold: true }
                    fontSizeMode: mayBreak ? Text.FixedSize : Text.HorizontalFit
                    minimumPixelSize: summary.theme.small
                    color: summary.theme.text
                    textFormat: Text.PlainText
                    text: labels.muscle(row.modelData.muscle)
                }

                Text {
                    width: parent.width
                    wrapMode: Text.Wrap
                    maximumLineCount: summary.portrait ? 3 : 1 // a row has no room for more
                    elide: Text.ElideRight
                    lineHeight: 0.9
                    font.pixelSize: summary.theme.small
                    color: summary.theme.faint
                    textFormat: Text.PlainText
                    readonly property string thick: row.measured && summary.portrait ? " · " + row.thickness + " (" + row.placed + ")" : ""
                    text: (row.modelData.judged < row.modelData.images && !row.otherMuscle
                        ? qsTr("%1: %2 of %3 judged").arg(labels.side(row.modelData.side)).arg(row.modelData.judged).arg(row.modelData.images)
                            + (row.judged && row.notJudged !== "" ? " (" + row.notJudged + ")" : "")
                        : thick !== "" ? labels.side(row.modelData.side) // there is no room for the number of images, too
                        : qsTr("%1, images: %2").arg(labels.side(row.modelData.side)).arg(row.modelData.images)) + thick
                }
            }

            // On a portrait screen there is only room for it below the site.
            Column {
                objectName: "thickness" + row.index
                visible: row.beside > 0
                x: 0.37 * parent.width
                width: 0.11 * parent.width
                anchors.verticalCenter: parent.verticalCenter

                Text {
                    font { pixelSize: summary.theme.body; bold: true }
                    color: summary.theme.text
                    textFormat: Text.PlainText
                    text: row.thickness
                }

                Text {
                    font.pixelSize: summary.theme.small
                    color: summary.theme.faint
                    textFormat: Text.PlainText
                    text: row.placed
                }
            }

            Text {
                objectName: "notJudged"
                visible: !row.judged
                x: ((summary.portrait ? 0.37 : 0.375) + row.beside) * parent.width
                width: ((summary.portrait ? 0.2 : summary.theme.roomy ? 0.275 : 0.325) - row.beside) * parent.width
                anchors.verticalCenter: parent.verticalCenter
                wrapMode: Text.Wrap
                lineHeight: 0.9
                font.pixelSize: summary.theme.small
                color: summary.theme.text
                textFormat: Text.PlainText
                text: !row.otherMuscle ? row.notJudged : summary.portrait ? "" : labels.otherMuscle
            }

            Gauge {
                visible: row.judged && !summary.portrait
                x: (0.375 + row.beside) * parent.width
                width: (row.beside > 0 ? 0.06 : 0.165) * parent.width
                anchors.verticalCenter: parent.verticalCenter
                theme: summary.theme
                probability: row.modelData.probability
                low: row.modelData.low
                high: row.modelData.high
                threshold: summary.exam.threshold
                bandLow: summary.exam.bandLow
                bandHigh: summary.exam.bandHigh
            }

            Column {
                visible: row.judged
                anchors.verticalCenter: parent.verticalCenter
                x: (summary.portrait ? 0.38 : 0.56) * parent.width
                width: 0.17 * parent.width

                Text {
                    font { pixelSize: summary.theme.body; bold: true }
                    color: summary.theme.text
                    textFormat: Text.PlainText
                    text: qsTr("%1 %").arg(Math.round(100 * row.modelData.probability))
                }

                Text {
                    font.pixelSize: summary.theme.small
                    color: summary.theme.faint
                    textFormat: Text.PlainText
                    text: qsTr("%1–%2 %").arg(Math.round(100 * row.modelData.low)).arg(Math.round(100 * row.modelData.high))
                }
            }

            Text {
                visible: summary.theme.roomy && row.modelData.echo >= 0
                anchors.verticalCenter: parent.verticalCenter
                x: 0.66 * parent.width
                font.pixelSize: summary.theme.small
                color: summary.theme.faint
                textFormat: Text.PlainText
                text: qsTr("Echo intensity: %1").arg(row.modelData.echo.toFixed(0))
            }

            Row {
                x: rows.result * parent.width
                anchors.verticalCenter: parent.verticalCenter
                spacing: 6 * summary.theme.unit

                LabelMark {
                    anchors.verticalCenter: parent.verticalCenter
                    size: 18 * summary.theme.unit
                    label: row.modelData.answer
                    color: summary.theme.labelColour(row.modelData.answer)
                }

                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: (1 - rows.result) * row.width - 26 * summary.theme.unit

                    Text {
                        width: parent.width
                        wrapMode: Text.WordWrap
                        font { pixelSize: summary.portrait ? summary.theme.small : summary.theme.body; bold: true }
                        color: summary.theme.labelColour(row.modelData.answer)
                        textFormat: Text.PlainText
                        text: labels.answer(row.modelData.answer)
                    }

                    Text {
                        objectName: "classes" + row.index
                        visible: text !== ""
                        width: parent.width
                        elide: Text.ElideRight
                        font.pixelSize: summary.theme.small
                        color: summary.theme.text
                        textFormat: Text.PlainText
                        text: row.modelData.classes
                    }

                    Text {
                        objectName: "reason" + row.index
                        visible: text !== ""
                        width: parent.width
                        wrapMode: Text.WordWrap
                        lineHeight: 0.9
                        font.pixelSize: summary.theme.small
                        color: summary.theme.text
                        textFormat: Text.PlainText
                        text: row.otherMuscle && summary.portrait ? qsTr("model not made for it") : labels.reason(row.modelData.reason)
                    }
                }
            }
        }
    }

    component Model: Text {
        objectName: "bundle"
        width: parent.width
        elide: Text.ElideMiddle
        font.pixelSize: summary.theme.small
        color: summary.theme.faint
        textFormat: Text.PlainText
        text: summary.exam.model
    }

    Model {
        id: modelLine
        visible: summary.portrait
        anchors { bottom: actions.top; margins: summary.theme.gap }
        x: summary.theme.gap
        width: parent.width - 2 * summary.theme.gap
    }

    // A part of the overall result, in sight whatever the rows are scrolled to.
    Text {
        id: without
        objectName: "withoutFinding"
        visible: summary.exam.withoutFinding > 0
        anchors { left: parent.left; right: parent.right; bottom: modelLine.visible ? modelLine.top : actions.top; margins: summary.theme.gap; bottomMargin: summary.theme.gap / 2 }
        wrapMode: Text.Wrap
        font.pixelSize: summary.theme.body
        color: summary.theme.text
        textFormat: Text.PlainText
        text: qsTr("Images without a finding: %1").arg(summary.exam.withoutFinding)
    }

    // On a portrait screen the answer stands above the buttons.
    GridLayout {
        id: actions
        columns: summary.portrait ? 1 : 2
        columnSpacing: summary.theme.gap
        rowSpacing: summary.theme.gap
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: summary.theme.gap }

        RowLayout {
            Layout.fillWidth: true
            spacing: 10 * summary.theme.unit

            LabelMark {
                size: 26 * summary.theme.unit
                label: summary.exam.answer
                color: summary.theme.labelColour(summary.exam.answer)
            }

            Column {
                Layout.fillWidth: true

                Text {
                    width: parent.width
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    lineHeight: 0.9
                    font.pixelSize: summary.theme.small
                    color: summary.theme.faint
                    textFormat: Text.PlainText
                    text: summary.exam.reason === "" ? qsTr("Network, overall")
                        : qsTr("Overall: %1").arg(labels.reason(summary.exam.reason))
                }

                Text {
                    objectName: "answer"
                    width: parent.width
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: summary.theme.small
                    font { pixelSize: summary.theme.large; bold: true }
                    color: summary.theme.labelColour(summary.exam.answer)
                    textFormat: Text.PlainText
                    text: labels.answer(summary.exam.answer)
                }

                Model { visible: !summary.portrait }

            }
        }

        RowLayout {
            Layout.fillWidth: summary.portrait
            spacing: summary.theme.gap

            TouchButton {
                objectName: "trend"
                theme: summary.theme
                size: theme.body
                enabled: summary.exam.patient !== ""
                text: qsTr("Trend")
                onClicked: summary.exam.showTrend()
            }

            TouchButton {
                objectName: "patient"
                Layout.preferredWidth: 1.5 * theme.touch
                theme: summary.theme
                size: theme.body
                text: qsTr("Edit patient")
                onClicked: summary.exam.correct()
            }

            TouchButton {
                objectName: "toVerdict"
                Layout.fillWidth: summary.portrait
                Layout.preferredWidth: Math.max(0.26 * summary.width, implicitWidth)
                theme: summary.theme
                primary: true
                text: qsTr("Your assessment")
                onClicked: summary.exam.toVerdict()
            }
        }
    }
}
