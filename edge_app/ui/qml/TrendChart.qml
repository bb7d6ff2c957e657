import QtQuick
import QtQuick.Shapes

// One value over a patient's exams, times to scale; every value is written beside its point, the dates of the first and last below.
Item {
    id: frame
    required property var chart // of `trend_row`
    required property Theme theme
    readonly property var points: chart.points
    readonly property bool isThickness: chart.kind === "thickness"

    Dates { id: dates }

    function text(value: real): string {
        return chart.kind === "probability" ? qsTr("%1 %").arg(Math.round(100 * value))
             : chart.kind === "z-score" ? (value < 0 ? "−" : "+") + theme.localised(Math.abs(value).toFixed(1))
                                        : theme.localised(value.toFixed(1))
    }

    Rectangle { anchors.fill: parent; radius: frame.theme.radius; color: frame.theme.panel }

    Text {
        id: title
        x: frame.theme.gap / 2
        y: 2 * frame.theme.unit
        width: parent.width - frame.theme.gap
        elide: Text.ElideRight
        font { pixelSize: frame.theme.small; bold: true }
        color: frame.theme.text
        textFormat: Text.PlainText
        text: frame.chart.kind === "probability" ? qsTr("Probability of abnormality")
            : frame.chart.kind === "z-score" ? qsTr("Echo intensity, z-score (dashed: +2)") : qsTr("Muscle thickness, mm")
    }

    Text {
        anchors.centerIn: parent
        visible: frame.points.length === 0
        font.pixelSize: frame.theme.small
        color: frame.theme.faint
        textFormat: Text.PlainText
        text: qsTr("no value")
    }

    Item {
        id: area
        anchors {
            fill: parent
            leftMargin: 34 * frame.theme.unit
            rightMargin: 34 * frame.theme.unit
            topMargin: title.height + 16 * frame.theme.unit
            bottomMargin: 22 * frame.theme.unit
        }

        Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: Math.max(1, Math.round(frame.theme.unit)); color: frame.theme.line }

        Shape {
            anchors.fill: parent
            visible: frame.chart.limit >= 0 && frame.points.length > 0

            ShapePath {
                strokeColor: frame.theme.faint
                strokeWidth: Math.max(1, frame.theme.unit)
                strokeStyle: ShapePath.DashLine
                dashPattern: [4, 4]
                fillColor: "transparent"
                startX: 0
                startY: (1 - frame.chart.limit) * area.height
                PathLine { x: area.width; y: (1 - frame.chart.limit) * area.height }
            }
        }

        Shape {
            anchors.fill: parent
            visible: frame.points.length > 1

            ShapePath {
                strokeColor: frame.theme.text
                strokeWidth: Math.max(1, 2 * frame.theme.unit)
                fillColor: "transparent"

                PathPolyline { path: frame.points.map(point => Qt.point(point.across * area.width, (1 - point.up) * area.height)) }
            }
        }

        Repeater {
            model: frame.points

            Item {
                id: place
                required property var modelData
                required property int index
                readonly property bool isEnd: index === 0 || index === frame.points.length - 1
                x: modelData.across * area.width
                y: (1 - modelData.up) * area.height

                Rectangle {
                    width: 9 * frame.theme.unit
                    height: width
                    x: -width / 2
                    y: -height / 2
                    radius: width / 2
                    color: place.modelData.placed === "proposed" ? frame.theme.panel : frame.theme.text
                    border { color: frame.theme.text; width: 2 * frame.theme.unit }
                }

                // Of many exams only the first, the last and every other one has room for its number.
                Text {
                    visible: place.isEnd || frame.points.length < 6 || place.index % 2 === 0 && place.index < frame.points.length - 2
                    anchors { horizontalCenter: parent.left; bottom: parent.top; bottomMargin: 5 * frame.theme.unit }
                    font { pixelSize: frame.theme.small; bold: place.index === frame.points.length - 1 }
                    color: frame.theme.text
                    textFormat: Text.PlainText
                    text: frame.text(place.modelData.value)
                }

                Text {
                    visible: place.isEnd
                    x: frame.points.length === 1 ? -width / 2 : place.index === 0 ? -30 * frame.theme.unit : 30 * frame.theme.unit - width
                    y: area.height - place.y + 3 * frame.theme.unit
                    font.pixelSize: frame.theme.small
                    color: frame.theme.faint
                    textFormat: Text.PlainText
                    text: dates.date(place.modelData.started)
                }
            }
        }
    }
}
